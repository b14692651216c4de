"""Who gets which answer: every address × every role × own, neighbour's and stranger's object (contract 4, SEC-02).

A row names an address and an object and gives the answer to GET and to POST for each role. «+» means: the page does
its work for this role (no sign-in, no 403, 404 or 405). An address without a row fails the suite.
"""

import datetime as dt
import json
import re
import runpy
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse

from apps.core import clock
from apps.homework.actions.records import attach_file, set_homework
from apps.school.models import SchoolClass

ROLES = (
    "anonymous dima elena anna boris vera olga galina nikolai igor sofia"
    #          pupil mother teacher substitute class-teacher other-teacher deputy director administrator secretary
).split()


ACCESS = Path(__file__).with_name("access")  # one table per area; beside it a module with the objects of its rows


def rows() -> list[tuple[str, str, str, list[str]]]:
    found = []
    lines = [line for table in sorted(ACCESS.glob("*.txt")) for line in table.read_text().splitlines()]
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        name, thing, method, *answers = line.split()
        assert len(answers) == len(ROLES), line
        found.append((name, thing, method, answers))
    return found


def addresses(resolver=None, spaces: tuple[str, ...] = ()) -> set[str]:
    """Names of all addresses of the site, Django's read-only admin left out."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                found |= addresses(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
        elif isinstance(entry, URLPattern) and not str(entry.pattern).startswith("admin/"):
            assert entry.name, f"an address without a name: {entry.pattern}"
            found.add(":".join([*spaces, entry.name]))
    return found


@pytest.fixture
def things(cast, settings, tmp_path):
    """Arguments of the addresses, by address and object."""
    from apps.archive.models import Seal, SealJob

    settings.MEDIA_ROOT = tmp_path
    today = cast.lesson("maths_7a", clock.today())
    theirs = cast.lesson("maths_7b", clock.today())
    file = attach_file(
        set_homework(today, text="№ 5", by=cast.anna),
        file=ContentFile(b"%PDF-1.4", name="x.pdf"),
        name="x.pdf",
        content_type="application/pdf",
        by=cast.anna,
    )
    common = {"school_class": cast.class_7a, "term": cast.term1}
    seal = Seal.objects.create(
        position=1,
        number="2026-00001",
        code="c" * 43,
        first_page=1,
        pages=2,
        sheets=1,
        sealed_at=clock.now(),
        sealed_by=cast.igor,
        pdf_sha256="0" * 64,
        json_sha256="0" * 64,
        pdf_name="x.pdf",
        json_name="x.json",
        chain_hash="0" * 64,
        **common,
    )
    job = SealJob.objects.create(
        requested_by=cast.igor, code="d" * 43, verify_base="http://testserver/", printed_on=clock.today(), **common
    )
    nobody = 999_999_999
    found = {
        "-": [],
        "journal:grid": {"7А": [cast.maths_7a.pk], "7Б": [cast.maths_7b.pk], "none": [nobody]},
        "journal:operations": {"7А": [cast.maths_7a.pk], "7Б": [cast.maths_7b.pk]},
        "journal:add_column": {"7А": [cast.maths_7a.pk]},
        "journal:term": {"7А": [cast.maths_7a.pk, cast.term2.pk], "7Б": [cast.maths_7b.pk, cast.term2.pk]},
        "journal:lesson": {"today": [today.pk], "subst": [cast.substituted.pk], "7Б": [theirs.pk]},
        "journal:homework_file": {"7А": [file.pk]},
        "diary:file": {"dima": [cast.dima.pk, file.pk], "yura": [cast.yura.pk, file.pk]},
        "control:accept_class": {"7А": [cast.term2.pk, cast.class_7a.pk]},
        "archive:seal": {"7А": [cast.class_7a.pk, cast.term1.pk]},
        "archive:progress": {"job": [job.pk]},
        "archive:verify": {"seal": [seal.code], "none": ["e" * 43]},
        "archive:document": {"seal": [seal.number], "none": ["2026-99999"]},
        "archive:download": {"seal": [seal.number, "pdf"]},
        "accounts": {"dima": [cast.dima_user.pk]},
        "diary": {"dima": [cast.dima.pk], "yura": [cast.yura.pk]},
        "office": {"7А": [cast.class_7a.pk], "none": ["f" * 43]},
        "school": {"7А": [cast.class_7a.pk], "7Б": [cast.class_7b.pk]},
        "journal": {"7А": [cast.class_7a.pk], "7Б": [cast.class_7b.pk]},
    }
    for module in sorted(ACCESS.glob("*.py")):
        found |= runpy.run_path(str(module))["things"](cast)
    return found


def arguments(things, name: str, thing: str) -> list:
    if thing == "-":
        return []
    known = things.get(name) or {}
    return known[thing] if thing in known else things[name.split(":")[0]][thing]


def ask(client: Client, method: str, url: str) -> int:
    if method == "JSON":
        body = json.dumps({"operations": [{"id": str(uuid.uuid4())}]})
        return client.post(
            url, body, content_type="application/json", headers={"Accept": "application/json"}
        ).status_code
    response = client.get(url) if method == "GET" else client.post(url)
    response.getvalue()  # a file is read to its end, so that it is closed
    if response.status_code == 302 and response["Location"].startswith("/login/?next="):
        return 302
    return response.status_code if response.status_code in (401, 403, 404, 405, 410, 500) else 0


AREAS = sorted({name.split(":")[0] for name, *_rest in rows()})


@pytest.fixture
def client_as(cast, browser_of):
    """A signed-in client per role, and one that is not."""
    users = {role: getattr(cast, "dima_user" if role == "dima" else role) for role in ROLES if role != "anonymous"}
    return {"anonymous": Client(), **{role: browser_of(user) for role, user in users.items()}}


@contextmanager
def undone():
    """Whatever a request writes is taken back, so that the next row finds the same school."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.req("SEC-02", "SEC-04", "SEC-05", "SEC-06", "SEC-07", "TT-06", "DIA-02")
@pytest.mark.parametrize("area", AREAS)
def test_every_role_gets_its_answer(things, client_as, area):
    wrong = []
    for name, thing, method, answers in rows():
        if name.split(":")[0] == area:
            url = reverse(name, args=arguments(things, name, thing))
            for role, wanted in zip(ROLES, answers, strict=True):
                client = Client() if name == "logout" and role == "anonymous" else client_as[role]
                with undone():
                    got = ask(client, method, url)
                got = "+" if got in (0, 200) else str(got)
                if got != wanted:
                    wrong.append(f"{name} {thing} {method} {role}: {wanted} wanted, got {got}")
    assert not wrong, "\n".join(wrong)


def test_every_address_has_a_row():
    assert addresses() - {name for name, *_rest in rows()} == set()


def test_an_address_without_a_row_is_noticed(settings):
    with_one_more = [path("", include("journal_site.urls")), path("secret/", lambda request: None, name="secret")]
    settings.ROOT_URLCONF = type("urls", (), {"urlpatterns": with_one_more})
    assert addresses() - {name for name, *_rest in rows()} == {"secret"}


@pytest.mark.req("SEC-01")
def test_whoever_is_not_signed_in_is_sent_to_the_door_or_told_so_in_json(things, cast):
    url = reverse("journal:grid", args=[cast.maths_7a.pk])
    response = Client().get(url)
    assert (response.status_code, response["Location"]) == (302, f"/login/?next={url}")
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}):
        response = Client().get(url, headers=headers)
        assert (response.status_code, response["Content-Type"].split(";")[0]) == (401, "application/json")


def test_the_refusal_of_somebody_signed_out_comes_before_csrf(cast):
    client = Client(enforce_csrf_checks=True)
    url = reverse("journal:operations", args=[cast.maths_7a.pk])
    assert client.post(url, "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize("area", AREAS)
def test_a_wrong_method_is_the_last_thing_to_be_told(things, client_as, area):
    """Who may not know of it gets 404, who may not touch it 403; only then comes 405."""
    answers, wrong = {}, []
    for name, thing, _method, row in rows():
        if name.split(":")[0] == area and name not in ("login", "set_language", "healthz"):
            answers.setdefault((name, thing), []).append(row)
    for (name, thing), told in answers.items():
        url = reverse(name, args=arguments(things, name, thing))
        for role in ("elena", "olga", "igor"):
            said = {row[ROLES.index(role)] for row in told}
            wanted = {405} if said & {"+", "410"} else {int(code) for code in said}
            status = client_as[role].put(url).status_code
            if status not in wanted:
                wrong.append(f"PUT {name} {thing} {role}: {wanted} wanted, got {status}")
    assert not wrong, "\n".join(wrong)


def test_pages_with_personal_data_are_not_stored(things, cast, browser_of):
    for name, thing, method, answers in rows():
        if (
            method == "GET"
            and answers[ROLES.index("igor")] == "+"
            and name not in ("login", "healthz", "archive:verify")
        ):
            response = browser_of(cast.igor).get(reverse(name, args=arguments(things, name, thing)))
            response.getvalue()
            assert "no-store" in response.get("Cache-Control", ""), name


def test_a_family_sees_nothing_of_a_class_it_does_not_belong_to(cast, browser_of):
    stranger = SchoolClass.objects.create(year=cast.year, level=8, letter="В", name="8В")
    for user in (cast.elena, cast.dima_user):
        page = browser_of(user).get(reverse("diary:week", args=[cast.dima.pk])).content.decode()
        assert stranger.name not in page
        assert not re.search("Юрьев", page)
    assert dt.date(2026, 12, 2) == clock.today()
