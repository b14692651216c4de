"""The readiness desk: every section of the year done or not, each defect counted and one click from its cure."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model

from apps.accounts.enums import Role
from apps.accounts.models import RoleAssignment
from apps.office.queries.readiness import CHECKS, due_date, readiness
from apps.school.enums import DutyKind, GroupKind, HolidayKind, ServiceKind
from apps.school.models import (
    AcademicYear,
    ClassTeacher,
    Curriculum,
    CurriculumChoice,
    CurriculumLine,
    Duty,
    Enrolment,
    GroupMembership,
    Guardianship,
    Holiday,
    Norms,
    Representative,
    SchoolClass,
    Student,
    StudyGroup,
    Subject,
    Term,
    TermScheme,
)
from apps.school.models.people import name_keys
from apps.timetable.models import Bell, TimetableEntry

START = dt.date(2026, 9, 1)


@pytest.fixture
def igor(cast, browser_of):
    return browser_of(cast.igor)


@pytest.fixture
def complete(cast):
    """The cast's school with every section of the year done."""
    Holiday.objects.filter(starts_on=dt.date(2026, 11, 4)).update(kind=HolidayKind.PUBLIC)
    for name, first, last in (("Зимние", (2026, 12, 31), (2027, 1, 10)), ("Весенние", (2027, 3, 27), (2027, 4, 4))):
        Holiday.objects.create(year=cast.year, name=name, starts_on=dt.date(*first), ends_on=dt.date(*last))
    ClassTeacher.objects.create(school_class=cast.class_7b, staff=cast.boris_staff, starts_on=START)
    Subject.objects.filter(name="Математика").update(area="Математика и информатика")
    Subject.objects.filter(name="Английский язык").update(area="Иностранные языки")
    names = {"last_name": "Опекунов", "first_name": "Пётр", "patronymic": ""}
    guardian = Representative.objects.create(**names, **name_keys(**names))
    for child in (cast.katya, cast.oleg):
        Guardianship.objects.create(student=child, representative=guardian, relation="guardian", starts_on=START)
    plan = Curriculum.objects.create(year=cast.year, name="Основной", levels="7")
    CurriculumLine.objects.create(
        curriculum=plan, subject=cast.maths_7a.subject, level=7, hours_per_week=3, part="federal"
    )
    for school_class in (cast.class_7a, cast.class_7b):
        CurriculumChoice.objects.create(curriculum=plan, school_class=school_class, starts_on=START)
    Norms.objects.create(valid_from=START, order_number="1-о", order_on=dt.date(2026, 8, 28))
    for kind in DutyKind.values:
        Duty.objects.create(
            staff=cast.igor_staff, kind=kind, order_number="2-о", order_on=dt.date(2026, 8, 28), starts_on=START
        )
    return cast


def section(cast, title: str):
    found = readiness(cast.year, dt.date(2026, 12, 2))
    return next(one for one in found.sections if one.title == title)


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.req("STR-20")
def test_on_6_september_every_open_section_is_red_and_named(complete, igor):
    """Done and not done per section; on 5 September an open one is only open, on 6 September it is red and named."""
    complete.now(2026, 9, 5, 20, 0)
    shown = text_of(igor.get("/school/"))
    assert "год готов" in shown
    assert shown.count("ready-done") == len(CHECKS)
    TimetableEntry.objects.all().delete()
    shown = text_of(igor.get("/school/"))
    assert ("ready-open" in shown, "ready-bad" in shown) == (True, False)
    complete.now(2026, 9, 6, 0, 1)
    shown = text_of(igor.get("/school/"))
    assert shown.count('<li class="ready-bad">') == 1
    assert "Срок прошёл, не готово: Расписание уроков." in " ".join(shown.split())
    assert "Расписание уроков не составлено." in shown


@pytest.mark.req("C-15")
def test_the_date_is_the_norms_and_moves_with_them(complete):
    Norms.objects.update(setup_due_day=20, setup_due_month=8)
    found = readiness(complete.year, dt.date(2026, 8, 21))
    assert (found.due_on, found.is_past_due) == (dt.date(2026, 8, 20), True)
    assert due_date(complete.year, Norms(setup_due_day=31, setup_due_month=2)) == dt.date(2027, 2, 28)


@pytest.mark.req("C-15")
def test_the_deputy_sets_up_and_the_director_reads(cast, browser_of):
    assert 'href="/school/import/"' not in text_of(browser_of(cast.galina).get("/school/")).split("ready-list")[0]
    shown = text_of(browser_of(cast.nikolai).get("/school/"))
    assert "Без классного руководителя: 1 (7Б)." in shown
    assert "ready-defects" in shown
    assert browser_of(cast.nikolai).get("/school/years/new/").status_code == 403
    assert browser_of(cast.galina).get("/school/years/new/").status_code == 200


DAMAGE = {
    "no terms": (
        lambda cast: TermScheme.objects.update(
            year=AcademicYear.objects.create(name="2027/28", starts_on="2027-09-01", ends_on="2028-06-30")
        ),
        "Учебные периоды",
        "Учебные периоды не заданы.",
    ),
    "a level without terms": (
        lambda cast: SchoolClass.objects.create(year=cast.year, level=10, name="10А"),
        "Учебные периоды",
        "Нет учебных периодов для параллелей: 10.",
    ),
    "a gap": (
        lambda cast: Term.objects.filter(number=2).update(starts_on=dt.date(2026, 11, 5)),
        "Учебные периоды",
        "Учебные дни вне периодов («четверть, 1–9»): 02.11.2026–03.11.2026.",
    ),
    "no breaks": (
        lambda cast: Holiday.objects.filter(kind="break").delete(),
        "Каникулы и нерабочие дни",
        "График каникул не заполнен.",
    ),
    "no public holidays": (
        lambda cast: Holiday.objects.filter(kind="public").delete(),
        "Каникулы и нерабочие дни",
        "Праздничные и нерабочие дни не внесены: загрузите производственный календарь.",
    ),
    "no bells": (
        lambda cast: Bell.objects.all().delete(),
        "Звонки и режимы работы",
        "Основного расписания звонков нет.",
    ),
    "a shift without bells": (
        lambda cast: SchoolClass.objects.filter(name="7Б").update(shift=2),
        "Звонки и режимы работы",
        "Нет звонков смены 2.",
    ),
    "a lesson without a bell": (
        lambda cast: TimetableEntry.objects.filter(course=cast.maths_7a, number=3).update(number=9),
        "Звонки и режимы работы",
        "В расписании есть уроки без звонка: № 9.",
    ),
    "no room": (
        lambda cast: type(cast.room).objects.update(is_closed=True),
        "Кабинеты",
        "Кабинетов нет.",
    ),
    "an empty class": (
        lambda cast: Enrolment.objects.filter(student=cast.yura).delete(),
        "Списки учеников",
        "Классы без учеников: 7Б.",
    ),
    "a child without family": (
        lambda cast: Guardianship.objects.filter(student=cast.oleg).delete(),
        "Списки учеников",
        "Учеников без родителей в списке: 1.",
    ),
    "no class teacher": (
        lambda cast: ClassTeacher.objects.filter(school_class=cast.class_7a).update(ends_on=dt.date(2026, 11, 1)),
        "Классы и классные руководители",
        "Без классного руководителя: 1 (7А).",
    ),
    "a teacher who has left": (
        lambda cast: type(cast.anna_staff).objects.filter(pk=cast.anna_staff.pk).update(works_until="2026-11-30"),
        "Сотрудники",
        "Нагрузка осталась у тех, кто уже не работает: Алексеева.",
    ),
    "no plan": (
        lambda cast: CurriculumChoice.objects.filter(school_class=cast.class_7b).delete(),
        "Учебные планы",
        "Классы без учебного плана: 7Б.",
    ),
    "nobody teaches": (
        lambda cast: cast.maths_7b.assignments.all().delete(),
        "Нагрузка учителей",
        "Предметов без учителя: 1.",
    ),
    "hours nobody has": (
        lambda cast: CurriculumLine.objects.update(hours_per_week="4.5"),
        "Нагрузка учителей",
        "Часов учебного плана, которые никому не поручены: 3.",
    ),
    "an empty group": (
        lambda cast: StudyGroup.objects.create(year=cast.year, name="Хор", kind=GroupKind.CLUB),
        "Подгруппы и группы",
        "Группы без учеников: Хор.",
    ),
    "a pupil in neither half": (
        lambda cast: GroupMembership.objects.filter(student=cast.oleg).update(ends_on=dt.date(2026, 11, 1)),
        "Подгруппы и группы",
        "Учеников, не вошедших ни в одну группу по своему предмету: 1.",
    ),
    "not in the timetable": (
        lambda cast: TimetableEntry.objects.filter(course=cast.maths_7b).delete(),
        "Расписание уроков",
        "Предметов, которых нет в расписании: 1.",
    ),
    "no order": (
        lambda cast: Norms.objects.all().delete(),
        "Регламент школы",
        "Регламент школы не утверждён приказом: действуют обычные сроки.",
    ),
    "no administrator of the journal": (
        lambda cast: Duty.objects.filter(kind="admin").update(ends_on=dt.date(2026, 10, 1)),
        "Ответственные по приказу",
        "Администратор электронного журнала не назначен приказом.",
    ),
}


@pytest.mark.req("STR-20")
@pytest.mark.parametrize(("harm", "title", "sentence"), DAMAGE.values(), ids=DAMAGE.keys())
def test_each_defect_is_counted_in_its_section(complete, harm, title, sentence):
    assert section(complete, title).is_done
    harm(complete)
    assert sentence in [defect.text for defect in section(complete, title).defects]


def test_a_club_that_begins_later_and_has_no_subject_area_is_no_defect(complete):
    club = StudyGroup.objects.create(year=complete.year, name="Хор", kind=GroupKind.CLUB)
    GroupMembership.objects.create(student=complete.oleg, study_group=club, starts_on=dt.date(2026, 12, 14))
    singing = Subject.objects.create(name="Хор", short_name="Хор", position=90)
    complete.year.courses.create(
        subject=singing, study_group=club, term_scheme=complete.scheme, kind=ServiceKind.ADDITIONAL
    )
    assert section(complete, "Подгруппы и группы").is_done
    assert section(complete, "Предметы").is_done


@pytest.mark.parametrize("more", [1, 3])
def test_the_desk_costs_the_same_however_big_the_school_is(cast, igor, more, django_assert_max_num_queries):
    for number in range(more):
        names = {"last_name": f"Новый{number}", "first_name": "Ян", "patronymic": ""}
        new = Student.objects.create(**names, **name_keys(**names))
        school_class = SchoolClass.objects.create(year=cast.year, level=8 + number, name=f"{8 + number}А")
        Enrolment.objects.create(student=new, school_class=school_class, starts_on=START)
        group = StudyGroup.objects.create(year=cast.year, name=f"Г{number}", kind=GroupKind.CLUB)
        group.classes.add(school_class)
    with django_assert_max_num_queries(76):
        assert igor.get("/school/").status_code == 200


def test_a_school_without_a_year_is_led_to_its_first_one(db, school_time, browser_of):
    igor = get_user_model().objects.create_user("igor", "тихий-звонок-7", display_name="Исаев Игорь")
    RoleAssignment.objects.create(user=igor, role=Role.ADMINISTRATOR, starts_on=START)
    browser = browser_of(igor)
    shown = text_of(browser.get("/school/"))
    assert "Начнём с учебного года" in shown
    assert 'href="/school/years/new/"' in shown
    form = browser.get("/school/years/new/").context["form"]
    assert form.initial == {"starts_on": START, "ends_on": dt.date(2027, 6, 30)}
    assert browser.post("/school/years/new/", form.initial).status_code == 302
    assert AcademicYear.objects.get().history.get().history_user == igor
    assert "Учебные периоды не заданы." in text_of(browser.get("/school/"))


def test_a_second_year_does_not_overlap_and_is_chosen_by_its_name(cast, igor):
    shown = text_of(igor.post("/school/years/new/", {"starts_on": "2027-05-01", "ends_on": "2028-04-30"}))
    assert "Даты пересекаются с учебным годом 2026/27 (01.09.2026–26.05.2027)." in shown
    assert igor.post("/school/years/new/", {"starts_on": "2027-09-01", "ends_on": "2028-06-30"}).status_code == 302
    new = AcademicYear.objects.get(name="2027/28")
    assert f'href="?year={new.pk}"' in text_of(igor.get("/school/"))
    assert "Учебные периоды не заданы." in text_of(igor.get("/school/", {"year": new.pk}))


@pytest.mark.req("I-24")
def test_a_year_that_has_ended_is_only_read(cast, igor):
    cast.now(2027, 9, 1, 9, 0)
    page = f"/school/years/{cast.year.pk}/"
    answer = igor.post(page, {"starts_on": "2026-09-01", "ends_on": "2027-06-30"})
    assert "закончился: его можно только читать" in text_of(answer)


def test_dates_of_a_year_change_without_losing_terms_and_not_behind_anybodys_back(cast, igor):
    page = f"/school/years/{cast.year.pk}/"
    seen = igor.get(page).context["form"].initial["seen"]
    short = igor.post(page, {"starts_on": "2026-09-01", "ends_on": "2027-05-01", "seen": seen})
    assert "не помещаются в эти даты" in text_of(short)
    assert igor.post(page, {"starts_on": "2026-09-01", "ends_on": "2027-06-30", "seen": seen}).status_code == 302
    late = igor.post(page, {"starts_on": "2026-09-01", "ends_on": "2027-06-20", "seen": seen})
    assert "эту запись изменили" in text_of(late)
    cast.year.refresh_from_db()
    assert cast.year.ends_on == dt.date(2027, 6, 30)
