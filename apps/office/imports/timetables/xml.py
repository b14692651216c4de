"""XML of timetable programs, read safely: no entities, no outside documents, limits on size and depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from apps.core.tables import MAX_FILE_BYTES, Unreadable, clean

MAX_ELEMENTS = 600_000
MAX_DEPTH = 40
MAX_VALUE = 20_000  # signs of one attribute: a lesson of five hundred pupils has nine thousand
_ENCODINGS = re.compile(r"utf-?8|utf-?16|windows-125\d|cp125\d|koi8-r|iso-8859-\d{1,2}|cp866|us-ascii", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]{1,40})["'][^>]*\?>""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


class Node:
    """An element: names of tags and attributes in small letters, because programs write them as they like."""

    __slots__ = ("attributes", "children", "line", "pieces", "tag")

    def __init__(self, tag: str, attributes: dict[str, str], line: int):
        self.tag, self.attributes, self.line = tag, attributes, line
        self.children: list[Node] = []
        self.pieces: list[str] = []

    def get(self, name: str) -> str:
        """An attribute, cleaned; empty when there is none."""
        return clean(self.attributes.get(name, ""))

    @property
    def text(self) -> str:
        """The element's own text, cleaned."""
        return clean("".join(self.pieces))

    def all(self, *path: str) -> Iterator[Node]:
        """Elements at a path below this one: ``all("lessons", "lesson")``."""
        first, *rest = path
        for child in self.children:
            if child.tag == first:
                if rest:
                    yield from child.all(*rest)
                else:
                    yield child

    def one(self, *path: str) -> Node | None:
        """The first element at a path."""
        return next(self.all(*path), None)

    def text_of(self, *path: str) -> str:
        """The text of the first element at a path."""
        found = self.one(*path)
        return found.text if found else ""


class _Refused(Exception):
    pass


def read_xml(data: bytes) -> Node:
    """The root of the document.

    Raises:
        Unreadable: not XML, damaged, too big, or it declares entities.
    """
    if len(data) > MAX_FILE_BYTES:
        raise Unreadable(_("Файл слишком велик: больше %(n)s МБ.") % {"n": MAX_FILE_BYTES // 2**20})
    text = _text_of(data)
    try:
        return _parse(text)
    except _Refused as error:
        raise Unreadable(str(error)) from error
    except (expat.ExpatError, ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        raise Unreadable(_("Файл XML повреждён: строка %(n)s.") % {"n": line or "?"}, row=line) from error


def _text_of(data: bytes) -> str:
    """The text: by its mark, by what it declares, else UTF-8, else windows-1251 (declarations lie)."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _without_declaration(data.decode("utf-16", errors="replace"))
    names = ["utf-8-sig"]
    if not data.startswith(b"\xef\xbb\xbf") and (declared := _DECLARED.match(data[:400])):
        name = declared[1].decode("ascii", errors="replace")
        if _ENCODINGS.fullmatch(name) and not name.casefold().startswith(("utf16", "utf-16")):
            names.insert(0, name)
    for name in [*names, "cp1251"]:
        try:
            return _without_declaration(data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return _without_declaration(data.decode("cp1251", errors="replace"))


def _without_declaration(text: str) -> str:
    return _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)


def _parse(text: str) -> Node:
    parser = expat.ParserCreate("utf-8")
    top = Node("", {}, 0)
    stack, count = [top], 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS or len(stack) > MAX_DEPTH:
            raise _Refused(_("Файл XML слишком сложен: в нём слишком много вложенных частей."))
        small = {_local(name): value for name, value in attributes.items()}
        if any(len(value) > MAX_VALUE for value in small.values()):
            raise _Refused(_("Файл XML слишком сложен: в нём слишком много вложенных частей."))
        node = Node(_local(tag), small, parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_tag: str) -> None:
        stack.pop()

    def refuse(*_declaration) -> None:
        raise _Refused(_("В файле XML объявлены сущности: такой файл не читается ради безопасности."))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda piece: stack[-1].pieces.append(piece)
    parser.EntityDeclHandler = refuse
    parser.AttlistDeclHandler = refuse  # a default value would be written into every element
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.Parse(text.encode("utf-8", errors="replace"), True)
    return top.children[0]


def _local(name: str) -> str:
    return name.rpartition(":")[2].casefold()


def whole_number(text: str, default: int = 0) -> int:
    """A small whole number of an attribute."""
    text = clean(text)
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else default
