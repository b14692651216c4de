"""Keeps ``locale/*.po`` in step with the sources, without the gettext programs.

``manage.py translations`` extracts every marked string and merges it into the catalogues: ``ru`` holds the plural
forms only (its source strings are Russian already), ``en`` everything. ``--check`` writes nothing and fails when an
entry is missing.
"""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand, CommandError
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

ROOT = Path(__file__).resolve().parents[4]
LANGUAGES = ("ru", "en")
STAMP = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)  # the headers carry no moment: the same sources give the same file
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
MARKED = re.compile(r"""\{[{%][^}]*?_\((["'])(?P<text>.+?)\1\)""")


def extract(root: Path = ROOT) -> Catalog:
    """All strings marked for translation in our Python files and templates."""
    catalogue = Catalog(charset="utf-8")
    for folder in ("apps", "journal_site"):
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" in path.parts:
                continue
            where = str(path.relative_to(root))
            for _line, message, _comments, context in extract_from_file("python", path, KEYWORDS):
                catalogue.add(message, locations=[(where, 0)], context=context)
            for message in messages_in_fstrings(path.read_text()):
                catalogue.add(message, locations=[(where, 0)])
    for path in sorted((root / "templates").rglob("*.html")):
        where = str(path.relative_to(root))
        for message, context in template_messages(path.read_text(), where):
            catalogue.add(message, locations=[(where, 0)], context=context)
    return catalogue


def messages_in_fstrings(source: str) -> Iterator[str]:
    """Messages marked by ``_("…")`` inside an f-string, which Babel sees only from Python 3.12 on."""
    for string in ast.walk(ast.parse(source)):
        for node in ast.walk(string) if isinstance(string, ast.JoinedStr) else ():
            named = isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "gettext") and node.args
            if named and isinstance(node.args[0], ast.Constant):
                yield node.args[0].value


def template_messages(source: str, name: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """(message or pair of plural forms, context) of one template.

    Raises:
        TemplateSyntaxError: the template does not compile.
    """
    template = engines["django"].from_string(source).template
    for node in template.nodelist.get_nodes_by_type(TranslateNode):
        text = getattr(node.filter_expression.var, "literal", None)
        if isinstance(text, str):
            yield str(text).replace("%", "%%"), _context(node)
    for node in template.nodelist.get_nodes_by_type(BlockTranslateNode):
        singular = node.render_token_list(node.singular)[0]
        plural = node.render_token_list(node.plural)[0] if node.plural else None
        yield (singular, plural) if plural else singular, _context(node)
    for found in MARKED.finditer(source):
        yield found["text"], None


def _context(node) -> str | None:
    return str(node.message_context.resolve({})) if node.message_context else None


def catalogue_path(language: str, root: Path = ROOT) -> Path:
    """Where the catalogue of a language lies."""
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def merged(language: str, found: Catalog, root: Path = ROOT) -> Catalog:
    """The stored catalogue with the extracted messages; strings that are gone are dropped."""
    path = catalogue_path(language, root)
    stored = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as lines:
            stored = read_po(lines, locale=language)
    wanted = Catalog(charset="utf-8")
    for message in found:
        if message.id and (language != "ru" or message.pluralizable):
            wanted.add(message.id, locations=message.locations, context=message.context)
    stored.update(wanted, no_fuzzy_matching=True)
    stored.obsolete.clear()
    stored.creation_date = stored.revision_date = STAMP
    return stored


def missing(catalogue: Catalog) -> list[str]:
    """Messages without a translation, or with a plural form left out, or fuzzy."""
    return [_name(m) for m in catalogue if m.id and (m.fuzzy or not _complete(m))]


def _name(message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _complete(message) -> bool:
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(forms)


class Command(BaseCommand):
    help = "Обновляет каталоги переводов; --check только сверяет."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="ничего не писать, ошибка при пропусках")

    def handle(self, *, check, **options):
        found, faults = extract(), []
        for language in LANGUAGES:
            catalogue = merged(language, found)
            gaps = missing(catalogue)
            faults += [f"{language}: нет перевода «{text}»" for text in gaps]
            if not check:
                path = catalogue_path(language)
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("wb") as out:
                    write_po(out, catalogue, width=110, sort_output=True, omit_header=False, no_location=True)
            self.stdout.write(f"{language}: строк {len(catalogue)}, без перевода {len(gaps)}")
        if check and faults:
            raise CommandError("\n".join(faults))
