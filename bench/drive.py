"""The driver: one person after another asks for pages over HTTP, from outside the server. Prints JSON.

Plain ``http.client``: the server's sync workers end each connection, so a figure includes opening one.
"""

import http.client
import json
import re
import sys
import time
import uuid
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode

PASSWORD = "klassny-demo"
WARM_UP = 15


class Person:
    """Somebody signed in, with cookies and a CSRF token."""

    def __init__(self, port: int, username: str):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies: dict[str, str] = {}
        form = {"username": username, "password": PASSWORD, "csrfmiddlewaretoken": self._token("/login/")}
        kind = {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"http://127.0.0.1:{port}/login/"}
        status, _body, _queries = self.ask("/login/", urlencode(form), kind)
        if status != 302:
            raise SystemExit(f"{username}: вход ответил {status}")

    def _token(self, path: str) -> str:
        _status, body, _queries = self.ask(path)
        return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)[1]

    def ask(self, path: str, body: str | None = None, headers: dict | None = None) -> tuple[int, str, int]:
        """(status, text, number of queries) of one request."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        method = "GET" if body is None else "POST"
        self.connection.request(method, path, body, {**(headers or {}), **({"Cookie": cookie} if cookie else {})})
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return answer.status, text, int(answer.headers.get("X-Klassny-Queries", -1))

    def operate(self, course: int, operation: dict) -> tuple[dict, int]:
        """Send one operation; its result and the number of queries."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.cookies["csrftoken"]}
        path = f"/journal/{course}/operations/"
        status, text, queries = self.ask(path, json.dumps({"operations": [operation]}), headers)
        if status != 200:
            raise SystemExit(f"{path}: {status} {text[:500]}")
        return json.loads(text)["results"][0], queries


class Grid(HTMLParser):
    """Reads the cells of the journal page (contract 6)."""

    def __init__(self, html: str):
        super().__init__()
        self.columns, self.cells, self._open = [], [], None
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "th" and "data-lesson" in found:
            self.columns.append(found)
        if tag == "td" and "data-column" in found:
            self._open = {**found, "text": ""}
            self.cells.append(self._open)

    def handle_endtag(self, tag):
        if tag == "td":
            self._open = None

    def handle_data(self, data):
        if self._open is not None:
            self._open["text"] += data.strip()

    def blank(self, today: str) -> list[dict]:
        """Open, empty cells of lessons held before today."""
        past = {column["data-column"] for column in self.columns if column.get("data-date", "9") < today}
        closed = ("aria-readonly", "data-absence")
        return [c for c in self.cells if c["data-column"] in past and not c["text"] and not any(n in c for n in closed)]


def figures(times: list[float], queries: list[int], note: str = "") -> dict:
    """p50 and p95 in milliseconds."""
    ordered = sorted(times)
    p50, p95 = (ordered[min(len(ordered) - 1, int(len(ordered) * part))] * 1000 for part in (0.5, 0.95))
    return {"p50": p50, "p95": p95, "queries": sorted(set(queries)), "note": note}


def pages(person: Person, path: str, number: int, note: str = "") -> dict:
    """Ask for one page again and again."""
    times, queries = [], []
    for turn in range(WARM_UP + number):
        started = time.perf_counter()
        status, _text, count = person.ask(path)
        if status != 200:
            raise SystemExit(f"{path}: {status}")
        if turn >= WARM_UP:
            times.append(time.perf_counter() - started)
            queries.append(count)
    return figures(times, queries, note)


def operations(person: Person, course: int, number: int) -> dict:
    """Write grades into empty cells, one request each; every cell is blank again at the end."""
    grid = Grid(person.ask(f"/journal/{course}/")[1])
    cells = [{**cell, "base": int(cell["data-version"])} for cell in grid.blank("2026-12-02")[: max(1, number // 4)]]
    if not cells:
        raise SystemExit("на странице нет пустых открытых клеток")
    times, queries = [], []
    texts = ["4", "5", "3", ""]
    for turn, (text, cell) in enumerate((text, cell) for text in texts for cell in cells):
        operation = {
            "id": str(uuid.uuid4()),
            "column": cell["data-column"],
            "student": int(cell["data-student"]),
            "text": text,
            "base": cell["base"],
            "comment": None,
            "reason": None,
        }
        started = time.perf_counter()
        result, count = person.operate(course, operation)
        if result["status"] != "saved":
            raise SystemExit(f"операция: {result}")
        cell["base"] = result["cell"]["version"]
        if turn >= WARM_UP:
            times.append(time.perf_counter() - started)
            queries.append(count)
    return figures(times, queries)


def _first_desk(person: Person) -> str:
    """The desk of the first class, found in the school's day as a deputy finds it."""
    found = re.search(r"/timetable/class/(\d+)/", person.ask("/timetable/day/")[1])
    if not found:
        raise SystemExit("на странице расписания нет классов")
    return f"/timetable/edit/class/{found[1]}/"


def main() -> None:
    """Measure everything against the server on the port given."""
    port, facts, number = int(sys.argv[1]), json.loads(sys.argv[2]), int(sys.argv[3])
    teacher, parent, deputy = (Person(port, name) for name in ("teacher", "parent", "deputy"))
    path = f"/journal/{facts['course']}/"
    grid = Grid(teacher.ask(path)[1])
    rows, filled = len({cell["data-student"] for cell in grid.cells}), sum(bool(cell["text"]) for cell in grid.cells)
    note = f"({rows} × {len(grid.columns)}, заполнено {filled})"
    result = {
        "grid": pages(teacher, path, number, note),
        "operation": operations(teacher, facts["course"], number),
        "diary": pages(parent, f"/diary/{facts['student']}/?week={facts['week']}", number),
        "control": pages(deputy, "/control/", number),
        "timetable": pages(deputy, "/timetable/day/", number),
        "desk": pages(deputy, _first_desk(deputy), number),
        "load": pages(deputy, "/school/load/", number),
        "controls": pages(deputy, "/timetable/controls/?view=grid", number),
        "readiness": pages(deputy, "/school/", number),
    }
    stranger = Person.__new__(Person)
    stranger.connection, stranger.cookies = http.client.HTTPConnection("127.0.0.1", port, timeout=30), {}
    result["bare"] = pages(stranger, "/login/", number)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
