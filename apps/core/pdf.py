"""Paper: HTML in, PDF/A out. The only module that imports WeasyPrint, and it does so on first use.

Rules that were measured rather than guessed: the style sheets with their @font-face rules are parsed once per
process; a volume is rendered part by part, in separate processes, and merged; a render process freezes the
garbage collector after start. Render processes are plain child programs fed through pipes: they work inside a
Celery worker too, and end by themselves when their parent is killed.
"""

import contextlib
import functools
import gc
import io
import logging
import os
import pickle
import queue
import signal
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .fonts import FACES, font_path

BASE_DIR = Path(__file__).resolve().parent.parent.parent
STATIC_DIR = BASE_DIR / "static"
VARIANT = "pdf/a-3b"
PART_TIMEOUT = 180


class PdfUnavailable(RuntimeError):
    """WeasyPrint cannot work on this machine: a system library is missing."""


class PdfFailed(RuntimeError):
    """A document could not be rendered."""


@dataclass(frozen=True)
class Part:
    """A piece of a document that is rendered by itself.

    ``first_page`` is the number its first page carries, which also decides whether it is a left (even) or a right
    (odd) page; ``css`` holds the few rules that depend on the content, never an @font-face.
    """

    name: str
    html: str
    first_page: int = 1
    css: str = ""


@dataclass(frozen=True)
class Rendered:
    """The PDF of one part and how many pages it has."""

    name: str
    pdf: bytes
    pages: int


def unavailable_reason() -> str | None:
    """Why nothing can be printed here, or None when everything is in place."""
    try:
        import weasyprint  # noqa: F401 - the import itself is the question
    except (ImportError, OSError) as error:
        return str(error)
    return None


@functools.cache
def _fetcher():
    """Reader of addresses that knows only our static files, our fonts and data: URLs; all else stops the print."""
    from urllib.parse import unquote, urlsplit

    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    roots = [
        STATIC_DIR,
        *{font_path(f, w, s).parent for f, faces in FACES.items() for w, s in faces},
    ]
    roots = [root.resolve() for root in roots]

    class OurFilesOnly(URLFetcher):
        def fetch(self, url, headers=None):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = Path(unquote(urlsplit(url).path)).resolve()
            if not url.startswith("file:") or not any(path.is_relative_to(root) for root in roots):
                raise FatalURLFetchingError(f"печать не читает посторонние адреса: {url}")
            return super().fetch(url, headers)

    return OurFilesOnly(allowed_protocols=["file", "data"])


@functools.cache
def _font_config():
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


def _faces_css() -> str:
    rules = []
    for family, faces in FACES.items():
        for weight, style in faces:
            address = font_path(family, weight, style).as_uri()
            rules.append(
                f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};src:url({address})}}'
            )
    return "".join(rules)


@functools.cache
def _stylesheet(names: tuple[str, ...]):
    """The print style sheets of ``static/``, parsed once per process together with the fonts."""
    from weasyprint import CSS

    text = _faces_css() + "\n".join((STATIC_DIR / name).read_text(encoding="utf-8") for name in names)
    base = STATIC_DIR.as_uri() + "/"
    return CSS(string=text, base_url=base, font_config=_font_config(), url_fetcher=_fetcher())


def _plain_metadata(document, pdf) -> None:
    """Leave the XMP metadata uncompressed: PDF/A validators differ about the compressed form."""
    reference = pdf.catalog["Metadata"]
    for item in pdf.objects:
        if getattr(item, "reference", None) == reference:
            item.compress = False


def _render(part: Part, stylesheets: Sequence[str], identifier: bytes) -> Rendered:
    from weasyprint import CSS, HTML
    from weasyprint.urls import FatalURLFetchingError

    side = "left" if part.first_page % 2 == 0 else "right"
    extra = f"html{{break-before:{side}}}@page:first{{counter-reset:page {part.first_page}}}{part.css}"
    sheets = [
        _stylesheet(tuple(stylesheets)),
        CSS(string=extra, url_fetcher=_fetcher()),
    ]
    try:
        html = HTML(string=part.html, base_url=STATIC_DIR.as_uri() + "/", url_fetcher=_fetcher())
        document = html.render(font_config=_font_config(), stylesheets=sheets, pdf_variant=VARIANT)
        pdf = document.write_pdf(finisher=_plain_metadata, pdf_identifier=identifier, pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise PdfFailed(str(error)) from error
    return Rendered(part.name, pdf, len(document.pages))


def render(
    html: str,
    *,
    stylesheets: Sequence[str],
    first_page: int = 1,
    identifier: bytes = b"klassny",
) -> bytes:
    """Render one document in this process and return the PDF/A.

    ``stylesheets`` are names below ``static/`` such as ``"css/print/base.css"``.

    Raises:
        PdfUnavailable: a system library of WeasyPrint is missing.
        PdfFailed: the document refers to something outside our own files.
    """
    if reason := unavailable_reason():
        raise PdfUnavailable(reason)
    return _render(Part("", html, first_page), stylesheets, identifier).pdf


def merge(pdfs: Iterable[bytes]) -> bytes:
    """Join PDFs into one that keeps the identity, metadata and colour profile of the first, still PDF/A."""
    from pypdf import PdfReader, PdfWriter

    first, *others = pdfs
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(first)))
    for pdf in others:
        writer.append(PdfReader(io.BytesIO(pdf)))
    writer.compress_identical_objects()
    _avoid_line_ends(writer)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _avoid_line_ends(writer) -> None:
    """Pad the streams whose packed form ends with a line end by accident: validators then misjudge their length.

    The last bytes are a checksum of the content, so the content itself gets a blank: a line end in a page or a table
    of characters, a byte after the last table in a font (a zero would not change the checksum's last byte).
    """
    from pypdf.generic import NameObject, NumberObject, StreamObject

    for item in writer._objects:
        is_packed = isinstance(item, StreamObject) and item.get("/Filter") == "/FlateDecode"
        if not is_packed or item.get("/Subtype") == "/Image" or "/N" in item:
            continue
        plain = zlib.decompress(item._data) if item._data[-1:] in (b"\r", b"\n") else b""
        while plain and item._data[-1:] in (b"\r", b"\n"):
            plain += b"\1" if "/Length1" in item else b"\n"
            item._data = zlib.compress(plain)
            if "/Length1" in item:
                item[NameObject("/Length1")] = NumberObject(len(plain))


# Render processes


def _send(pipe, value) -> None:
    data = pickle.dumps(value)
    pipe.write(struct.pack(">Q", len(data)) + data)
    pipe.flush()


def _receive(pipe):
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError
    return pickle.loads(pipe.read(struct.unpack(">Q", head)[0]))


class _Process:
    """One render process: a child program that takes parts on its input and answers on its output."""

    def __init__(self, stylesheets: Sequence[str]):
        environment = {**os.environ, "PYTHONPATH": str(BASE_DIR), "PYTHONHASHSEED": "0"}
        command = [sys.executable, "-m", "apps.core.pdf"]
        self.child = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=BASE_DIR, env=environment
        )
        self.stylesheets = tuple(stylesheets)
        _send(self.child.stdin, self.stylesheets)

    def render(self, part: Part, identifier: bytes) -> Rendered:
        watch = threading.Timer(PART_TIMEOUT, self.child.kill)
        watch.start()
        try:
            _send(self.child.stdin, (identifier, part.name, part.html, part.first_page, part.css))
            state, answer = _receive(self.child.stdout)
        except (EOFError, OSError) as error:
            raise PdfFailed(f"процесс печати прервался на части «{part.name}»") from error
        finally:
            watch.cancel()
        if state == "unavailable":
            raise PdfUnavailable(answer)
        if state == "failed":
            raise PdfFailed(f"{part.name}: {answer}")
        return Rendered(part.name, *answer)

    def close(self) -> None:
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


#: How many render processes wait for the next document; a server keeps none, so that memory is given back.
KEEP_IDLE = 0
_idle: list[_Process] = []


def close_idle() -> None:
    """End the render processes that were kept."""
    while _idle:
        _idle.pop().close()


def _borrow(stylesheets: Sequence[str]) -> _Process:
    for process in list(_idle):
        if process.stylesheets == tuple(stylesheets):
            _idle.remove(process)
            return process
    return _Process(stylesheets)


def _give_back(process: _Process) -> None:
    if len(_idle) < KEEP_IDLE and process.child.poll() is None:
        _idle.append(process)
    else:
        process.close()


def render_parts(
    parts: Sequence[Part],
    *,
    stylesheets: Sequence[str],
    identifier: bytes = b"klassny",
    processes: int = 2,
    on_part: Callable[[Rendered], None] = lambda rendered: None,
) -> list[Rendered]:
    """Render the parts in up to ``processes`` child processes; the answer keeps their order.

    ``on_part`` is called in the caller's thread after each part, so it may use the database.

    Raises:
        PdfUnavailable: a system library of WeasyPrint is missing.
        PdfFailed: a part could not be rendered, or its process died.
    """
    todo, done = queue.SimpleQueue(), queue.SimpleQueue()
    # Long parts first, so that both processes finish together.
    for index in sorted(range(len(parts)), key=lambda number: -len(parts[number].html)):
        todo.put(index)
    children = [_borrow(stylesheets) for _ in range(min(processes, len(parts)))]
    jobs = [(child, parts, identifier, todo, done) for child in children]
    threads = [threading.Thread(target=_feed, args=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    results: list[Rendered | None] = [None] * len(parts)
    try:
        for _ in parts:
            index, answer = done.get()
            if isinstance(answer, Exception):
                raise answer
            results[index] = answer
            on_part(answer)
    finally:
        is_whole = None not in results
        for child in children:
            if not is_whole:
                child.close()
        for thread in threads:
            thread.join()
        for child in children if is_whole else ():
            _give_back(child)
    return results


def _feed(process: _Process, parts: Sequence[Part], identifier: bytes, todo, done) -> None:
    """Life of a thread: it hands one part after another to its process; whatever goes wrong reaches the caller."""
    index = 0
    try:
        while True:
            index = todo.get_nowait()
            done.put((index, process.render(parts[index], identifier)))
    except queue.Empty:
        return
    except Exception as error:  # noqa: BLE001 - it is raised again in the caller's thread
        done.put((index, error))


def _serve(source, target) -> None:
    """Life of a render process: prepare once, then one answer per part until the parent goes away."""
    stylesheets = _receive(source)
    reason = unavailable_reason()
    if not reason:
        logging.getLogger("weasyprint").setLevel(logging.ERROR)
        _stylesheet(stylesheets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(500_000, 20, 100)
    while True:
        try:
            identifier, name, html, first_page, css = _receive(source)
        except EOFError:
            return
        if reason:
            _send(target, ("unavailable", reason))
            continue
        try:
            rendered = _render(Part(name, html, first_page, css), stylesheets, identifier)
            _send(target, ("done", (rendered.pdf, rendered.pages)))
        except Exception as error:  # noqa: BLE001 - told to the parent, which raises it
            _send(target, ("failed", f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's matter: its end is the end of the input
    _answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    _serve(sys.stdin.buffer, _answers)
