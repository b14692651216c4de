"""The same records under the five regulations: what is in time, who may, until when (one table per school).

The records are always these: a lesson of 7А on Thursday 10 September 2026, the class's last bell at 13:45; grades
for it, for a control work and for an essay written in it; the quarter that ends on 23 October; a term grade given on
22 October at 10:00; the year that ends on 26 May 2027.
"""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from apps.archive.rules import bind_due_on, print_due_on
from apps.core import clock
from apps.core.errors import RuleViolation
from apps.lessons.models import CourseTerm, WorkKind
from apps.lessons.rules import deadlines
from apps.lessons.rules.terms import check_term_grade_writable, is_published, locks_at
from apps.school.models import Norms
from apps.school.queries.year import default_norms
from apps.school.rules.norm_catalogue import GROUPS
from apps.school.rules.norms import check_norms
from apps.school.rules.presets import PRESETS

DAY, TERM_END, YEAR_END = dt.date(2026, 9, 10), dt.date(2026, 10, 23), dt.date(2027, 5, 26)
LESSON = SimpleNamespace(held_on=DAY, starts_at=dt.time(8, 30), ends_at=dt.time(9, 10))
TERM = SimpleNamespace(starts_on=dt.date(2026, 9, 1), ends_on=TERM_END)
GIVEN = clock.moment(dt.date(2026, 10, 22), dt.time(10, 0))


def norms_of(code: str) -> Norms:
    norms = default_norms(DAY)
    for name, value in PRESETS[code].plain().items():
        setattr(norms, name, value)
    return norms


def local(moment) -> str:
    return f"{timezone.localtime(moment):%d.%m %H:%M}"


def may_grade_term(norms, day: dt.date) -> bool:
    try:
        check_term_grade_writable(CourseTerm(), TERM, norms, clock.moment(day, dt.time(12, 0)))
    except RuleViolation:
        return False
    return True


# What is asked of every regulation, by name.
QUESTIONS = {
    "grade for the lesson until": lambda n: local(deadlines.grades_due(DAY, WorkKind(limit="lesson"), n)),
    "grade for a control work until": lambda n: local(deadlines.grades_due(DAY, WorkKind(limit="control"), n)),
    "grade for an essay until": lambda n: local(deadlines.grades_due(DAY, WorkKind(limit="written"), n)),
    "attendance until": lambda n: local(deadlines.attendance_due(LESSON, n)),
    "homework until": lambda n: local(deadlines.homework_due(LESSON, dt.time(13, 45), n)),
    "term grade on 16 October": lambda n: may_grade_term(n, dt.date(2026, 10, 16)),
    "term grade on 17 October": lambda n: may_grade_term(n, dt.date(2026, 10, 17)),
    "term grade on 25 October": lambda n: may_grade_term(n, dt.date(2026, 10, 25)),
    "term locks": lambda n: local(locks_at(TERM, n)),
    "closes when all grades are given": lambda n: n.lock_mode == "all_given",
    "family sees a term grade at once": lambda n: is_published(GIVEN, n, GIVEN),
    "family sees it after a day": lambda n: is_published(GIVEN, n, GIVEN + dt.timedelta(hours=24)),
    "term journal printed until": lambda n: print_due_on(TERM_END, YEAR_END, n),
    "year sewn until": lambda n: bind_due_on(YEAR_END, n),
    "summary sheet must go to the archive": lambda n: n.sheet_handover,
    "journals kept, years": lambda n: (n.retention_years_journal, n.retention_years_sheet),
    "class teacher records movements": lambda n: n.class_teacher_edits_roll,
    "subgroups asked for": lambda n: n.group_prompt,
    "teacher may claim a substitution": lambda n: n.substitution_self_claim,
    "periods of level 7": lambda n: n.scheme_lower,
    "family writes": lambda n: n.family_messages,
    "leak reported within working days": lambda n: n.breach_report_days,
    "paper": lambda n: n.journal_mode,
    "days with grades a week": lambda n: n.min_mark_days_per_week,
}
# What practice answers; each school's table holds what its regulation says otherwise or says itself.
PRACTICE = {
    "grade for the lesson until": "10.09 23:59",
    "grade for a control work until": "13.09 23:59",
    "grade for an essay until": "17.09 23:59",
    "attendance until": "10.09 23:59",
    "homework until": "10.09 15:15",
    "term grade on 16 October": False,
    "term grade on 17 October": True,
    "term grade on 25 October": True,
    "term locks": "26.10 23:59",
    "closes when all grades are given": False,
    "family sees a term grade at once": True,
    "family sees it after a day": True,
    "term journal printed until": dt.date(2027, 6, 30),
    "year sewn until": dt.date(2027, 7, 10),
    "summary sheet must go to the archive": True,
    "journals kept, years": (5, 25),
    "class teacher records movements": False,
    "subgroups asked for": "term",
    "teacher may claim a substitution": True,
    "periods of level 7": "quarter",
    "family writes": True,
    "leak reported within working days": 1,
    "paper": "paperless",
    "days with grades a week": 2,
}
S000 = {  # 1.5, 2.8, 3, 3.1, 4.3
    "family sees a term grade at once": True,
    "term journal printed until": None,
    "summary sheet must go to the archive": True,
    "leak reported within working days": 1,
    "paper": "combined",
}
S001 = {  # J2.1, J2.2, J2.4, J3.1–J3.3, D3, Hend
    "grade for the lesson until": "17.09 23:59",
    "grade for a control work until": "17.09 23:59",
    "grade for an essay until": "17.09 23:59",
    "attendance until": "10.09 23:59",
    "homework until": "10.09 13:45",
    "family sees a term grade at once": False,
    "family sees it after a day": True,
    "term journal printed until": None,
    "summary sheet must go to the archive": False,
    "teacher may claim a substitution": True,
    "paper": "transition",
}
S002 = {  # 1.3, 1.5, 2.5, 4.1, A1.8, A1.9, A2.3, A2.5, A2.10–A2.12, 1.22
    "grade for the lesson until": "10.09 23:59",
    "grade for a control work until": "13.09 23:59",
    "grade for an essay until": "17.09 23:59",
    "homework until": "10.09 15:15",
    "term grade on 16 October": False,
    "term grade on 17 October": True,
    "term grade on 25 October": False,
    "term locks": "23.10 23:59",
    "closes when all grades are given": True,
    "term journal printed until": dt.date(2026, 11, 30),
    "year sewn until": dt.date(2027, 7, 10),
    "journals kept, years": (5, 25),
    "class teacher records movements": True,
    "subgroups asked for": "term",
    "teacher may claim a substitution": False,
    "leak reported within working days": 0,
    "paper": "paperless",
}
S003 = {  # 4.4, 5.1–5.4, 6.1–6.3, 7.3, 9
    "grade for the lesson until": "13.09 23:59",
    "attendance until": "13.09 23:59",
    "term grade on 25 October": True,
    "term locks": "26.10 23:59",
    "term journal printed until": dt.date(2027, 6, 30),
    "class teacher records movements": False,
    "subgroups asked for": "term",
    "teacher may claim a substitution": True,
    "periods of level 7": "trimester",
    "family writes": False,
    "days with grades a week": 2,
}
S004 = {  # 6, 7, 11
    "class teacher records movements": True,
    "subgroups asked for": "year",
    "leak reported within working days": 1,
    "paper": "paperless",
}
TABLES = {"S000": S000, "S001": S001, "S002": S002, "S003": S003, "S004": S004}


def answers(norms) -> dict:
    return {question: ask(norms) for question, ask in QUESTIONS.items()}


def test_practice_answers_where_nobody_chose_a_regulation():
    assert answers(default_norms(DAY)) == PRACTICE


@pytest.mark.req("C-02", "C-03", "C-04", "C-05", "C-06", "C-07", "C-08", "C-09", "C-10", "C-11", "C-13", "C-14")
@pytest.mark.req("C-16", "C-17", "C-24", "C-25", "C-28")
@pytest.mark.parametrize("code", TABLES)
def test_the_same_records_are_judged_as_the_chosen_regulation_says(code):
    norms = norms_of(code)
    check_norms({field.name: getattr(norms, field.name) for field in Norms._meta.fields})
    assert answers(norms) == PRACTICE | TABLES[code]


def test_every_value_of_a_preset_is_one_of_the_norms_and_names_its_clause():
    known = {field.name: field for field in Norms._meta.fields}
    for preset in PRESETS.values():
        for name, (value, clause) in preset.values.items():
            assert known[name].clean(value, None) == value, (preset.code, name)
            assert str(clause), (preset.code, name)


@pytest.mark.req("ADM-01")
def test_every_norm_stands_in_one_group_with_its_source():
    named = [name for group in GROUPS for name, _source in group.norms]
    apart = {"id", "valid_from", "order_number", "order_on", "preset"}
    assert sorted(named) == sorted({field.name for field in Norms._meta.fields} - apart)
    assert all(source for group in GROUPS for _name, source in group.norms)
