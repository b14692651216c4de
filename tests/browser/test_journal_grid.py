"""The journal page in a real browser: nothing typed is ever lost (acceptance 2)."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from apps.core import clock
from apps.core.history import attributed
from apps.lessons.actions.terms import mark_sealed
from apps.lessons.models import Assessment, Cell, CourseTerm, Grade
from apps.school.models import Enrolment, Student, TeachingAssignment
from apps.school.models.people import name_keys
from tests.plugins.browser import DESK, PHONE

pytestmark = pytest.mark.browser
TODAY, FRIDAY = dt.date(2026, 12, 2), dt.date(2026, 11, 27)


@pytest.fixture
def school(open_page, cast):
    """The cast with a full row of pupils and a second teacher of 7А mathematics."""
    for surname in ("Зимин", "Иванов", "Крылов", "Лосев", "Маслов"):
        pupil = Student.objects.create(last_name=surname, first_name="Ян", **name_keys(surname, "Ян", ""))
        Enrolment.objects.create(student=pupil, school_class=cast.class_7a, starts_on=cast.year.starts_on)
    TeachingAssignment.objects.create(
        course=cast.maths_7a, staff=cast.olga_staff, starts_on=cast.year.starts_on, hours_per_week=1
    )
    return cast


class Page:
    """The journal page as the teacher handles it."""

    def __init__(self, page, cast):
        self.page, self.cast = page, cast
        self.press = page.keyboard.press
        self.dialogs = []
        page.on("dialog", self._answer)

    def _answer(self, dialog):
        self.dialogs.append((dialog.type, dialog.message))
        dialog.accept()

    def column(self, day=TODAY) -> str:
        return f"a{Assessment.objects.get(lesson=self.cast.lesson('maths_7a', day), is_ordinary=True).pk}"

    def cell(self, row: int, day=TODAY):
        return self.page.locator(f'tbody tr:nth-child({row + 1}) td[data-column="{self.column(day)}"]')

    def row(self, count: int, day=TODAY) -> list[str]:
        return [self.cell(row, day).evaluate("cell => cell.textContent") for row in range(count)]

    def type(self, *texts: str):
        for text in texts:
            self.page.keyboard.type(text)
            self.press("Enter")

    def wait_saved(self):
        self.page.wait_for_selector('[data-grid-status][data-state="saved"]')

    def wait_state(self, row: int, state: str, day=TODAY):
        self.page.wait_for_selector(
            f'tbody tr:nth-child({row + 1}) td[data-column="{self.column(day)}"][data-state="{state}"]'
        )

    def wait_until(self, holds):
        """Waits until ``holds()``; the page's own policy forbids the browser to evaluate conditions."""
        for _ in range(100):
            if holds():
                return
            self.page.wait_for_timeout(60)
        raise AssertionError("the page did not get there")

    def versions(self, version: int) -> int:
        return self.page.locator(f'td[data-version="{version}"]').count()

    def paste(self, text: str):
        self.page.evaluate(
            """text => {
              const clipboardData = new DataTransfer();
              clipboardData.setData("text/plain", text);
              const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
              document.activeElement.dispatchEvent(event);
            }""",
            text,
        )

    def words(self, place: str) -> str:
        return self.page.locator(f"[data-grid-{place}]").inner_text()


@pytest.fixture
def journal(open_page, school):
    """Function that opens the journal page of 7А mathematics: ``journal(user, viewport=…)``."""

    def open_journal(user=None, term=None, viewport=DESK) -> Page:
        address = reverse("journal:grid", args=[school.maths_7a.pk]) + (f"?term={term.pk}" if term else "")
        page = Page(open_page(address, user=user or school.anna, viewport=viewport), school)
        page.page.wait_for_selector('td[tabindex="0"]')
        return page

    return open_journal


def in_journal(cast, day=TODAY) -> list[str]:
    """What stands in the database in the order of the list."""
    rows = Grade.objects.filter(cell__assessment__lesson=cast.lesson("maths_7a", day))
    return list(rows.order_by("student__sort_key", "position").values_list("value", flat=True))


def earlier(cast, row: int, value: str, *, by, day=TODAY, at=None):
    """A grade that somebody wrote in another browser."""
    student = Student.objects.filter(enrolments__school_class=cast.class_7a).order_by("sort_key")[row]
    column = Assessment.objects.get(lesson=cast.lesson("maths_7a", day), is_ordinary=True)
    moment = at or clock.now()
    with attributed(by=by), clock.at(moment):
        cell = Cell.objects.create(assessment=column, student=student, version=1, changed_by=by, changed_at=moment)
        Grade.objects.create(cell=cell, course=cast.maths_7a, student=student, held_on=day, value=value)


def test_a_row_of_grades_survives_the_loss_of_the_network(journal, school):
    grid = journal()
    grid.cell(0).click()
    grid.type("5", "4", "3 5")
    grid.wait_saved()
    assert in_journal(school) == ["5", "4", "3", "5"]

    grid.page.context.set_offline(True)
    grid.type("4", "5")
    grid.wait_state(3, "waiting")
    assert "Ждут отправки: 2" in grid.words("status")
    assert grid.row(5) == ["5", "4", "3 5", "4", "5"]
    assert in_journal(school) == ["5", "4", "3", "5"]

    grid.page.context.set_offline(False)
    grid.wait_saved()
    assert in_journal(school) == ["5", "4", "3", "5", "4", "5"]
    assert "Сохранено" in grid.words("status")


def test_waiting_edits_survive_a_reload_and_leaving_warns(journal, school):
    grid = journal()
    grid.page.route("**/operations/", lambda route: route.abort())
    grid.cell(0).click()
    grid.type("5")
    grid.wait_state(0, "waiting")
    kept = grid.page.evaluate("Object.values(localStorage).join()")
    assert "Дмитриев" not in kept and '"text":"5"' in kept
    grid.page.reload()
    assert ("beforeunload", "") in grid.dialogs
    grid.wait_state(0, "waiting")
    assert grid.row(1) == ["5"]
    grid.page.unroute("**/operations/")
    grid.page.get_by_role("button", name="Отправить сейчас").click()
    grid.wait_saved()
    assert grid.row(1) == ["5"] and in_journal(school) == ["5"]
    assert Grade.history.count() == 1  # the farewell of the page may have arrived too: applied once all the same
    assert "klassny.waiting" not in grid.page.evaluate("Object.keys(localStorage).join()")


def test_an_answer_that_was_lost_does_not_write_twice(journal, school):
    grid = journal()

    def deliver_and_lose_the_answer(route):
        route.fetch()
        route.abort()

    grid.page.route("**/operations/", deliver_and_lose_the_answer, times=1)
    grid.cell(0).click()
    grid.type("5")
    grid.wait_saved()
    assert in_journal(school) == ["5"]
    assert Grade.history.count() == 1


@pytest.mark.parametrize(("choice", "stays"), [("mine", "4"), ("theirs", "5")])
def test_two_people_on_one_cell_see_both_values(journal, school, choice, stays):
    grid = journal()
    earlier(school, 0, "5", by=school.olga)
    grid.cell(0).click()
    grid.type("4")
    dialog = grid.page.locator("dialog[data-dialog=conflict]")
    dialog.wait_for()
    words = dialog.locator("[data-values]").inner_text()
    assert "У вас 4, в журнале уже 5" in words and "Орлова" in words and "10:30" in words
    grid.press("Enter")  # a stray key chooses nothing
    assert in_journal(school) == ["5"] and grid.row(1) == ["4"]
    dialog.locator(f"[data-{choice}]").click()
    dialog.wait_for(state="hidden")
    grid.wait_until(lambda: not grid.page.locator("td[data-state=conflict], td[data-state=saving]").count())
    assert grid.row(1) == [stays] and in_journal(school) == [stays]


def test_two_browsers_type_into_one_cell_and_neither_value_is_lost(journal, school):
    first, second = journal(), journal(school.olga)
    first.cell(0).click()
    first.type("5")
    first.wait_saved()
    second.cell(0).click()
    second.type("3")
    dialog = second.page.locator("dialog[data-dialog=conflict]")
    dialog.wait_for()
    assert "У вас 3, в журнале уже 5 — Алексеева" in dialog.locator("[data-values]").inner_text()
    dialog.get_by_role("button", name="Решить позже").click()
    second.page.reload()
    dialog.wait_for()  # the question is asked again, the value is still there
    dialog.locator("[data-mine]").click()
    second.wait_saved()
    assert in_journal(school) == ["3"]
    history = list(Grade.history.order_by("history_id").values_list("value", "history_user__username"))
    assert history[0] == ("5", "anna") and history[-1] == ("3", "olga")


def test_a_dead_session_is_mended_in_place(journal, school):
    school.anna.rules_accepted_at = clock.now()
    school.anna.save()
    grid = journal()
    Session.objects.all().delete()
    grid.cell(0).click()
    grid.type("5")
    dialog = grid.page.locator("dialog#sign-in-again")
    dialog.wait_for()
    assert in_journal(school) == [] and grid.row(1) == ["5"]
    dialog.locator("[name=password]").fill("не тот")
    dialog.locator("button[value=go]").click()
    dialog.locator("[data-error]:not(:empty)").wait_for()
    dialog.locator("[name=password]").fill(school.password)
    dialog.locator("button[value=go]").click()
    grid.wait_saved()
    assert in_journal(school) == ["5"]
    assert Grade.history.get().history_user == school.anna
    grid.type("4")  # and the work goes on
    grid.wait_until(lambda: grid.versions(1) == 2)
    assert in_journal(school) == ["5", "4"]


def test_a_term_sealed_meanwhile_refuses_with_a_sentence_and_keeps_what_was_typed(journal, school):
    school.now(2026, 10, 22, 10, 0)
    day = dt.date(2026, 10, 21)
    grid = journal()
    mark_sealed([CourseTerm.objects.get(course=school.maths_7a, term=school.term1)], by=school.igor)
    grid.cell(0, day).click()
    grid.type("5")
    refused = grid.page.locator("[data-grid-refused] li")
    refused.wait_for()
    assert "Период зафиксирован в архиве 22.10.2026" in refused.inner_text()
    assert "Дмитриев Дима, 21 октября" in refused.inner_text() and "«5»" in refused.inner_text()
    assert grid.row(1, day) == [""] and in_journal(school, day) == []
    grid.page.reload()
    grid.page.locator("[data-grid-refused] li").wait_for()
    grid.wait_state(0, "refused", day)


def test_a_refused_edit_leaves_the_list_when_the_cell_is_written_after_all(journal, school):
    grid = journal()
    grid.cell(0).click()
    grid.type("4+")
    grid.wait_state(0, "refused")
    grid.cell(0).click()
    grid.type("4")
    grid.wait_until(lambda: in_journal(school) == ["4"])
    grid.page.locator("[data-grid-refused]").wait_for(state="hidden")


def test_a_conflict_put_off_does_not_ask_at_every_edit(journal, school):
    grid = journal()
    earlier(school, 0, "5", by=school.olga)
    grid.cell(0).click()
    grid.type("4")
    dialog = grid.page.locator("dialog[data-dialog=conflict]")
    dialog.get_by_role("button", name="Решить позже").click()
    grid.cell(2).click()
    grid.type("3")
    grid.wait_until(lambda: in_journal(school) == ["5", "3"])
    assert not dialog.is_visible()
    grid.page.get_by_role("button", name="Решить: 1").click()
    dialog.locator("[data-theirs]").click()
    grid.wait_until(lambda: grid.row(3) == ["5", "", "3"])


def test_a_closed_cell_says_why_when_typed_on(journal, school):
    grid = journal(term=school.term1)
    grid.cell(0, dt.date(2026, 10, 21)).click()
    grid.page.keyboard.type("5")
    assert "Период закрыт по регламенту" in grid.words("notice")
    assert "Период закрыт по регламенту" in grid.words("bar")


def test_a_column_is_pasted_and_taken_back_in_one_step(journal, school):
    grid = journal()
    grid.cell(0).click()
    grid.paste("5\r\n4\r\n\r\nн\r\n2\t3\r\n7\r\n")
    grid.page.wait_for_selector("[data-grid-refused] li")
    grid.wait_saved()
    assert grid.row(6) == ["5", "4", "", "н", "2", ""]
    assert in_journal(school) == ["5", "4", "2"]
    refused = grid.page.locator("[data-grid-refused] li").all_inner_texts()
    assert len(refused) == 2 and any("«3»" in line for line in refused) and any("«7»" in line for line in refused)
    grid.cell(0).click()
    grid.press("Control+z")
    grid.wait_until(lambda: grid.versions(2) == 4)
    assert grid.row(6) == [""] * 6 and in_journal(school) == []
    said = grid.page.locator("[data-grid-notice]").text_content()
    assert "изменил кто-то" not in said, "what was refused is nobody else's change"
    grid.press("Control+Shift+z")
    grid.wait_until(lambda: grid.versions(3) == 4)
    assert in_journal(school) == ["5", "4", "2"]


def test_key_places_work_on_either_layout(journal, school):
    grid = journal()
    grid.cell(0).click()
    for keys in (
        ["KeyY"],
        ["Comma"],
        ["KeyE"],
        ["KeyJ", "Digit1", "Digit0"],
        ["KeyY", "KeyG"],
        ["Digit5", "Slash", "4"],
    ):
        for key in keys:
            grid.press(key)
        grid.press("Enter")
    grid.wait_saved()
    assert grid.row(6) == ["н", "б", "у", "о10", "нп", "5/4"]


def test_two_grades_without_a_space_are_asked_about_once(journal, school):
    grid = journal()
    grid.cell(0).click()
    grid.page.keyboard.type("45")
    grid.press("Enter")
    assert "4 5?" in grid.words("hint")
    assert in_journal(school) == []
    grid.press("Enter")
    grid.wait_saved()
    assert grid.row(2) == ["4 5", ""] and in_journal(school) == ["4", "5"]


def test_enter_goes_down_and_editing_keeps_what_stands(journal, school):
    grid = journal()
    grid.cell(0).click()
    grid.type("5")
    assert grid.cell(1).evaluate("cell => cell === document.activeElement")
    grid.press("ArrowUp")
    grid.press("F2")
    grid.page.keyboard.type(" 4")
    grid.press("ArrowDown")
    grid.wait_saved()
    assert grid.row(1) == ["5 4"]
    grid.press("ArrowUp")
    grid.press("Delete")
    grid.wait_until(lambda: grid.row(1) == [""] and in_journal(school) == [])
    grid.press("Escape")
    grid.page.mouse.wheel(0, 300)
    assert grid.row(1) == [""]


def test_a_comment_is_written_beside_the_grade(journal, school):
    grid = journal()
    grid.cell(0).click()
    grid.type("5")
    grid.press("ArrowUp")
    grid.press("Shift+Enter")
    grid.page.keyboard.type("за доску")
    grid.press("Enter")
    grid.page.wait_for_selector('td[data-comment="за доску"]')
    grid.wait_saved()
    assert Grade.objects.get().comment == "за доску"


@pytest.mark.req("P-08")
def test_an_old_record_is_corrected_with_a_reason(journal, school):
    earlier(school, 0, "3", by=school.anna, day=FRIDAY, at=clock.moment(FRIDAY, dt.time(11, 0)))
    grid = journal()
    grid.cell(0, FRIDAY).click()
    grid.type("5")
    dialog = grid.page.locator("dialog[data-dialog=reason]")
    dialog.wait_for()
    dialog.get_by_label("пересдача").check()
    dialog.get_by_role("button", name="Исправить", exact=True).click()
    grid.wait_saved()
    assert in_journal(school, FRIDAY) == ["5"]
    assert Grade.history.latest("history_id").history_change_reason == "пересдача"


def test_giving_a_correction_up_keeps_it_readable(journal, school):
    earlier(school, 0, "3", by=school.anna, day=FRIDAY, at=clock.moment(FRIDAY, dt.time(11, 0)))
    grid = journal()
    grid.cell(0, FRIDAY).click()
    grid.type("5")
    dialog = grid.page.locator("dialog[data-dialog=reason]")
    dialog.wait_for()
    dialog.locator("[data-give-up]").click()
    assert grid.row(1, FRIDAY) == ["3"]
    assert "«5»" in grid.words("refused")


def test_averages_follow_every_saved_grade(journal, school):
    grid = journal()
    grid.cell(0).click()
    grid.type("5 4")
    grid.wait_until(lambda: grid.page.locator("td[data-average]").first.inner_text() == "4,50")
    assert grid.page.locator("td[data-count]").first.inner_text() == "2"
    assert grid.page.locator("td.end-term").first.get_attribute("data-suggested") == "5"


def test_what_somebody_left_unsent_is_not_sent_by_another(journal, school, open_page):
    grid = journal()
    grid.page.route("**/operations/", lambda route: route.abort())
    grid.cell(0).click()
    grid.type("5")
    grid.wait_state(0, "waiting")
    kept = grid.page.evaluate("JSON.stringify({...localStorage})")
    other = journal(school.olga)
    other.page.evaluate(
        "kept => Object.entries(JSON.parse(kept)).forEach(([k, v]) => localStorage.setItem(k, v))", kept
    )
    other.page.reload()
    other.cell(1).click()
    other.type("4")
    other.wait_saved()
    assert in_journal(school) == ["4"] and other.row(1) == [""]


def test_the_phone_writes_with_its_key_pad(journal, school):
    grid = journal(viewport=PHONE)
    grid.page.get_by_role("button", name="Клавиши").click()
    grid.cell(0).click()
    pad = grid.page.locator("[data-grid-pad]")
    for key in ("5", "4"):
        pad.get_by_role("button", name=key, exact=True).click()
    pad.get_by_role("button", name="Следующий ученик").click()
    pad.get_by_role("button", name="н", exact=True).click()
    pad.get_by_role("button", name="Следующий ученик").click()
    grid.wait_saved()
    assert grid.row(3) == ["5 4", "н", ""]
    grid.page.get_by_role("button", name="Один урок").click()
    assert grid.page.locator("thead th[data-lesson]:visible").count() == 1
    months = grid.page.locator(".months th:not(.corner, .end):visible")
    assert months.all_inner_texts() == ["Декабрь"]
    names = grid.page.locator("tbody th").first.bounding_box()
    assert grid.cell(0).bounding_box()["x"] >= names["x"] + names["width"] - 1, "the lesson stands under the names"
    assert grid.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_the_grid_has_no_accessibility_faults(journal, school, viewport):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    earlier(school, 0, "5", by=school.anna)
    grid = journal(viewport=viewport)
    grid.cell(1).click()
    grid.type("7")
    grid.page.wait_for_selector("[data-grid-refused] li")
    found = axe.Axe().run(grid.page)
    assert found.violations_count == 0, found.generate_report()
    assert grid.page.locator('td[tabindex="0"]').count() == 1


def test_signing_out_with_unsent_work_asks_first(journal, school):
    grid = journal()
    grid.page.route("**/operations/", lambda route: route.abort())
    grid.cell(0).click()
    grid.type("5")
    grid.wait_state(0, "waiting")
    grid.page.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    grid.page.wait_for_url("**/login/**")
    kinds = [kind for kind, _message in grid.dialogs]
    assert kinds == ["confirm"]  # one question, not two
    assert "klassny.waiting" in grid.page.evaluate("Object.keys(localStorage).join()")


def test_the_family_sees_what_was_typed_and_no_other_child(journal, school, open_page):
    grid = journal()
    grid.cell(0).click()
    grid.type("5/4")
    grid.wait_saved()
    page = open_page(f"/diary/{school.dima.pk}/?week=2026-W49", user=school.elena, viewport=PHONE)
    lesson = page.locator("main").get_by_text("Математика").locator("visible=true").first
    lesson.wait_for()
    assert "5/4" in page.locator("main").inner_text()
    assert page.goto(f"/diary/{school.yura.pk}/").status == 404
