"""The database itself refuses to change or delete history rows (decision 11)."""

import hashlib

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from simple_history.utils import get_history_manager_for_model

SENTENCE = "history is append-only"
FUNCTION = "klassny_history_is_append_only"


def history_models() -> list:
    """Every history model, in a stable order."""
    found = []
    for model in apps.get_models():
        if hasattr(model._meta, "simple_history_manager_attribute"):
            found.append(get_history_manager_for_model(model).model)
    return sorted(found, key=lambda model: model._meta.db_table)


def _names(table: str, vendor: str) -> dict[str, str]:
    """Trigger name → event; names are short enough for both databases and unique per table."""
    mark = hashlib.sha256(table.encode()).hexdigest()[:12]
    events = ["UPDATE", "DELETE"] + (["TRUNCATE"] if vendor == "postgresql" else [])
    return {f"keep_{event.lower()}_{mark}": event for event in events}


def _present(connection) -> set[str]:
    if connection.vendor == "postgresql":
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D' AND tgname LIKE 'keep_%%'"
    else:
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'keep_%%'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def missing_triggers(using: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Tables and events that nothing protects, as «table: event»."""
    connection = connections[using]
    present = _present(connection)
    return [
        f"{model._meta.db_table}: {event}"
        for model in history_models()
        for name, event in _names(model._meta.db_table, connection.vendor).items()
        if name not in present
    ]


def install_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Install what is missing; safe to call at any time."""
    connection = connections[using]
    present = _present(connection)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger AS "
                f"$$ BEGIN RAISE EXCEPTION '{SENTENCE}'; END $$ LANGUAGE plpgsql"
            )
        for model in history_models():
            table = model._meta.db_table
            if table not in tables:
                continue
            for name, event in _names(table, connection.vendor).items():
                if name not in present:
                    cursor.execute(_statement(connection.vendor, name, event, connection.ops.quote_name(table)))


def _statement(vendor: str, name: str, event: str, table: str) -> str:
    if vendor == "postgresql":
        each = "STATEMENT" if event == "TRUNCATE" else "ROW"
        return f'CREATE TRIGGER "{name}" BEFORE {event} ON {table} FOR EACH {each} EXECUTE FUNCTION {FUNCTION}()'
    return f"CREATE TRIGGER \"{name}\" BEFORE {event} ON {table} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"


def lift_triggers(using: str = DEFAULT_DB_ALIAS) -> None:
    """Remove every trigger; for tests that flush and for nothing else."""
    connection = connections[using]
    present = _present(connection)
    with connection.cursor() as cursor:
        for model in history_models():
            table = connection.ops.quote_name(model._meta.db_table)
            for name in _names(model._meta.db_table, connection.vendor):
                if name in present:
                    on = f" ON {table}" if connection.vendor == "postgresql" else ""
                    cursor.execute(f'DROP TRIGGER "{name}"{on}')
