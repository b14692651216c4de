"""What the database knows about its own tables; without it SQLite plans some joins a hundred times too slow."""

from django.db import connection


def refresh() -> None:
    """Count anew which values the indexes hold: after a large load, and every night. Changes no row."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=1000")
        cursor.execute("ANALYZE")
