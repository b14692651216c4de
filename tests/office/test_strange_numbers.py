"""Numbers of forms and addresses that are none, or that no database can hold, end in a page and not in a traceback."""

import pytest

pytestmark = pytest.mark.django_db

STRANGE = ["²", "٣", "-1", "9" * 19, "9" * 40, "9" * 5_000, "\x00", "1e3"]


@pytest.mark.parametrize("number", STRANGE)
def test_the_desk_answers_to_any_number(cast, browser_of, number):
    galina = browser_of(cast.galina)
    lesson, maths = cast.lesson("maths_7a", "2026-12-02"), cast.maths_7a.subject_id
    split = f"/school/groups/split/{cast.class_7a.pk}/{maths}/"
    for address, data in (
        ("/school/individual-plans/new/", {"student": number}),
        ("/school/releases/new/", {"student": number}),
        ("/timetable/controls/new/", {"school_class": number}),
        (f"/timetable/controls/classes/{cast.class_7a.pk}/check/", {"work": number, "course": number}),
        (split, {"count": number}),
        ("/timetable/edit/go/", {"owner": f"class-{number}"}),
        ("/timetable/class/", {"owner": number}),
        ("/timetable/drafts/export/xlsx/", {"on": number}),
    ):
        assert galina.get(address, data).status_code < 500, address
    for address, data in (
        ("/school/load/create/", {"school_class": number}),
        ("/school/plans/classes/", {"school_class": number, "curriculum": number}),
        ("/school/plans/levels/7/", {"student": number, "curriculum": number}),
        (split, {f"half-{number}": "new1", "starts_on": "2026-12-02", "seen": number}),
        (f"/timetable/days/lessons/{lesson.pk}/", {"do": "substitute", "who": f"same:{number}", "reason": "б"}),
        (f"/timetable/days/2026-12-02/absent/{cast.anna_staff.pk}/",
         {"ground": "ill", "last": "2026-12-02", f"lesson-{lesson.pk}": f"same:{number}"}),
        ("/timetable/days/claim/", {"lesson": number, "reason": "б"}),
    ):  # fmt: skip
        assert galina.post(address, data).status_code < 500, address


@pytest.mark.parametrize("address", ["/journal/{}/", "/journal/lessons/{}/", "/diary/{}/", "/classes/{}/",
                                     "/timetable/student/{}/", "/school/students/{}/"])  # fmt: skip
def test_no_row_has_a_number_of_thirty_digits(cast, browser_of, address):
    assert browser_of(cast.galina).get(address.format("9" * 30)).status_code == 404
