"""The archive's pages: who sees what, progress from the row, the public page without personal data."""

import pytest
from django.urls import reverse

from apps.archive.actions import request_seal
from apps.archive.models import SealJob
from apps.archive.queries.pages import volumes
from apps.core import clock, jobs
from tests.archive.conftest import VERIFY


@pytest.fixture
def no_broker(monkeypatch):
    """Wake-up messages are counted, not sent."""
    from apps.archive import views

    sent = []
    monkeypatch.setattr(views.seal_volume, "delay", sent.append)
    return sent


def test_the_administrator_starts_and_the_row_tells_the_progress(
    closed, browser_of, no_broker, django_capture_on_commit_callbacks
):
    browser = browser_of(closed.igor)
    page = browser.get("/archive/")
    assert "Напечатать и зафиксировать" in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(f"/archive/seal/{closed.class_7a.pk}/{closed.term1.pk}/")
    job = SealJob.objects.get()
    assert answer.status_code == 302 and no_broker == [job.pk]
    assert job.verify_url == f"http://testserver/archive/verify/{job.code}/"
    jobs.report(jobs.claim(SealJob, job.pk), 7, 20)
    row = browser.get(f"/archive/jobs/{job.pk}/").content.decode()
    assert "Страница 7 из 20" in row and "every 1s" in row
    assert row.strip() in browser.get("/archive/").content.decode()


def test_the_page_shows_one_term_at_a_time_first_the_one_that_ended_last(sealed, browser_of):
    browser = browser_of(sealed.galina)
    ended = browser.get("/archive/").content.decode()
    assert f'id="volume-{sealed.class_7a.pk}-{sealed.term1.pk}"' in ended
    assert f'id="volume-{sealed.class_7a.pk}-{sealed.term2.pk}"' not in ended
    running = browser.get(f"/archive/?term={sealed.term2.pk}").content.decode()
    assert f'id="volume-{sealed.class_7a.pk}-{sealed.term2.pk}"' in running
    assert f'id="volume-{sealed.class_7a.pk}-{sealed.term1.pk}"' not in running
    assert f"term={sealed.term1.pk}" in running and "I четверть" in running
    assert browser.get("/archive/?term=x").status_code == 200


def test_a_refusal_is_a_sentence_on_the_page(closed, browser_of, no_broker):
    answer = browser_of(closed.igor).post(f"/archive/seal/{closed.class_7a.pk}/{closed.term2.pk}/", follow=True)
    assert "Учебный период ещё идёт" in answer.content.decode()
    assert not SealJob.objects.exists()


def test_who_may_see_and_who_may_seal(sealed, browser_of, client):
    document = f"/archive/{sealed.seal_7a.number}/"
    for path in ("/archive/", document, f"{document}pdf/", f"{document}json/"):
        assert client.get(path).status_code == 302
        for user in (sealed.igor, sealed.galina, sealed.nikolai):
            answer = browser_of(user).get(path)
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
        for user in (sealed.anna, sealed.vera, sealed.elena, sealed.dima_user, sealed.sofia):
            assert browser_of(user).get(path).status_code == 403
    start = f"/archive/seal/{sealed.class_7a.pk}/{sealed.term1.pk}/"
    for user in (sealed.galina, sealed.nikolai, sealed.anna, sealed.elena):
        assert browser_of(user).post(start).status_code == 403
    assert browser_of(sealed.igor).get(start).status_code == 405
    assert browser_of(sealed.igor).get("/archive/2026-99999/").status_code == 404
    assert browser_of(sealed.igor).get(f"{document}exe/").status_code == 404
    assert browser_of(sealed.igor).post("/archive/seal/999/999/").status_code == 404


def test_a_download_is_the_sealed_file_as_an_attachment(sealed, browser_of):
    seal = sealed.seal_7a
    answer = browser_of(sealed.galina).get(f"/archive/{seal.number}/pdf/")
    assert answer.content == (sealed.places["archive_primary"] / seal.pdf_name).read_bytes()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{seal.number}.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (sealed.places["archive_primary"] / seal.pdf_name).write_bytes(b"broken")
    second = browser_of(sealed.galina).get(f"/archive/{seal.number}/pdf/")
    assert second.content == answer.content  # the other place is intact
    (sealed.places["archive_secondary"] / seal.pdf_name).unlink()
    third = browser_of(sealed.galina).get(f"/archive/{seal.number}/pdf/", follow=True)
    assert "Ни одной целой копии" in third.content.decode()


@pytest.mark.req("ARC-06")
def test_the_public_page_tells_the_sums_and_nothing_personal(sealed, client, monkeypatch):
    from apps.archive.queries import files

    monkeypatch.setattr(files, "read_file", lambda *args: pytest.fail("the public page recomputes nothing"))
    answer = client.get(reverse("archive:verify", args=[sealed.seal_7a.code]))
    page = answer.content.decode()
    assert answer.status_code == 200
    for told in (sealed.seal_7a.number, "7 «А»", "I четверть", sealed.seal_7a.pdf_sha256, sealed.seal_7a.json_sha256):
        assert told in page
    for person in ("Дмитриев", "Ёлкина", "Алексеева", "Власова", "Исаев"):
        assert person not in page
    assert client.get("/archive/verify/unknown/").status_code == 404


@pytest.mark.parametrize("code", ["%00", "a%00b", "x'y", "ключ"])
def test_an_address_that_holds_no_code_is_404(client, db, code):
    assert client.get(f"/archive/verify/{code}/").status_code == 404


def test_the_public_page_is_limited_by_address(sealed, client, monkeypatch):
    monkeypatch.setattr("apps.archive.views.VERIFY_RATE", "3/m")
    codes = [client.get("/archive/verify/guess/", REMOTE_ADDR="198.51.100.7").status_code for _ in range(5)]
    assert codes == [404, 404, 404, 429, 429]
    assert client.get("/archive/verify/guess/", REMOTE_ADDR="198.51.100.8").status_code == 404


def test_the_list_of_volumes_costs_the_same_for_one_class_and_for_two(closed, django_assert_num_queries):
    def rows(only=None):
        return volumes(closed.year.pk, now=clock.now(), today=clock.today(), school_class_id=only)

    with django_assert_num_queries(10):
        assert len(rows(closed.class_7a.pk)) == 2
    with django_assert_num_queries(10):
        assert [(row.title, row.may_seal) for row in rows()] == [
            ("7 «А», I четверть", True),
            ("7 «А», II четверть", False),
            ("7 «Б», I четверть", True),
            ("7 «Б», II четверть", False),
        ]


def test_a_failed_print_says_why_and_may_be_started_again(closed, browser_of, no_broker):
    job = request_seal(closed.class_7a, closed.term1, by=closed.igor, verify_base=VERIFY)
    jobs.end(jobs.claim(SealJob, job.pk), error="Печать недоступна: нет Pango.")
    page = browser_of(closed.igor).get("/archive/").content.decode()
    assert "Печать недоступна: нет Pango." in page
    browser_of(closed.igor).post(f"/archive/seal/{closed.class_7a.pk}/{closed.term1.pk}/")
    assert SealJob.objects.count() == 2
