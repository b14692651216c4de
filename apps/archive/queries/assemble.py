"""From rows to the pages of the class journal: pure computation over :class:`Material`."""

import calendar
import datetime as dt
from collections import Counter, defaultdict

from apps.archive.queries import volume as v
from apps.archive.queries.material import Material
from apps.attendance.enums import AbsenceKind
from apps.lessons.enums import HomeworkState
from apps.lessons.rules.substitutions import standing
from apps.school.enums import TermKind

ROMAN = ("", "I", "II", "III", "IV", "V", "VI")
MONTHS = "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
SHORT_KIND = {TermKind.QUARTER: "четв.", TermKind.TRIMESTER: "трим.", TermKind.HALF_YEAR: "полуг."}
YEAR_ROWS = ("годовая", "экзаменационная", "итоговая")
DEBT = "."  # never printed (P-05)
#: Reasons of absence as the pages of attendance show them (P-03); lateness is not printed.
REASONS = {AbsenceKind.ILL: "б", AbsenceKind.VALID: "у", AbsenceKind.UNEXCUSED: "нп", AbsenceKind.ABSENT: "н"}


def term_title(term) -> str:
    """«I четверть», «II полугодие», «учебный год»."""
    if term.scheme.kind == TermKind.YEAR:
        return "учебный год"
    return f"{ROMAN[term.number]} {TermKind(term.scheme.kind).label}"


def class_title(school_class) -> str:
    """«7 «А»», as the journal's cover writes it."""
    return f"{school_class.level} «{school_class.letter}»" if school_class.letter else str(school_class.level)


def assemble(material: Material) -> v.Volume:
    """The volume of the material's class and term."""
    m = material
    roll = _class_roll(m)
    periods = [term_title(term) for term in m.class_terms]
    return v.Volume(
        school_name=m.profile.full_name or m.profile.short_name,
        place=m.profile.place,
        director=m.profile.director_name,
        class_name=class_title(m.school_class),
        level=m.school_class.level,
        year_name=m.school_class.year.name,
        term_name=term_title(m.term),
        starts_on=m.term.starts_on,
        ends_on=m.term.ends_on,
        class_teachers=tuple(row.staff.full_name for row in m.class_teachers),
        norms_act=_act(m.norms),
        certified_by=tuple(who for who in ("teacher", "deputy", "director") if getattr(m.norms, f"certifies_{who}")),
        has_grades=any(_is_graded(m, course) for course in m.courses),
        pupils=tuple(v.Pupil(pk, _pupil_name(rows), _note(rows, m)) for pk, rows in roll.items()),
        subjects=tuple(_subject(m, course, roll) for course in m.courses),
        students=tuple(_student(pk, rows, m) for pk, rows in roll.items()),
        absences=_absence_months(m, roll),
        attendance=_attendance(m, roll, periods),
        summary=_summary(m, roll, periods),
    )


def _act(norms) -> str:
    if not norms.order_number:
        return ""
    on = f" от {norms.order_on:%d.%m.%Y}" if norms.order_on else ""
    return f"приказ{on} №\u00a0{norms.order_number}"


def _is_graded(m: Material, course) -> bool:
    row = m.course_terms.get(course.pk)
    return course.is_graded and (row is None or row.is_graded)


def _class_roll(m: Material) -> dict[int, list]:
    """Pupils who were in the class on at least one day of the term, in the order of the list, with their enrolments."""
    rows = defaultdict(list)
    for row in m.enrolments:
        rows[row.student_id].append(row)
    return {
        pk: spans
        for pk, spans in rows.items()
        if any(row.ends_on is None or row.ends_on >= m.term.starts_on for row in spans)
    }


def _pupil_name(rows) -> str:
    return rows[0].student.short_name


def _note(rows, m: Material) -> str:
    """Arrival and departure within the year, as the name's line shows them."""
    notes = []
    first, last = rows[0], rows[-1]
    if first.starts_on > m.school_class.year.starts_on + dt.timedelta(days=1) and first.starts_on > m.term.starts_on:
        notes.append(f"зачислен(а) {first.starts_on:%d.%m.%Y}{_order(first.arrival_order)}")
    if last.ends_on and last.ends_on <= m.term.ends_on:
        notes.append(f"выбыл(а) {last.ends_on:%d.%m.%Y}{_order(last.departure_order)}")
    return "; ".join(notes)


def _order(text: str) -> str:
    return f", {text if 'пр' in text.casefold() else 'пр. ' + text}" if text else ""


def _student(pk: int, rows, m: Material) -> v.StudentLine:
    student = rows[0].student
    last = rows[-1]
    left = ""
    if last.ends_on and last.ends_on <= m.term.ends_on:
        where = f", {last.left_to}" if last.left_to else ""
        left = f"{last.ends_on:%d.%m.%Y}{_order(last.departure_order)}{where}"
    return v.StudentLine(
        student=pk,
        name=student.full_name,
        born_on=student.birth_on,
        sex={"m": "м", "f": "ж"}.get(student.sex, ""),
        file_number=student.file_no,
        enrolled=f"{rows[0].starts_on:%d.%m.%Y}{_order(rows[0].arrival_order)}",
        left=left,
        representatives=tuple(
            f"{row.get_relation_display().capitalize()}: {row.representative.full_name}"
            for row in m.guardianships.get(pk, ())
        ),
    )


# Subjects


def _subject(m: Material, course, class_roll) -> v.SubjectPages:
    term = m.own_terms[course.pk]
    lessons = m.lessons.get(course.pk, [])
    held = [lesson for lesson in lessons if not lesson.is_cancelled]
    roll = [entry for entry in m.rolls[course.pk] if entry.within(term.starts_on, term.ends_on)]
    columns, places = [], []
    for index, lesson in enumerate(held):
        for number, column in enumerate(_used_columns(m, lesson, roll)):
            columns.append(v.Column(lesson.held_on, index, column.work_kind.name if column else ""))
            places.append((lesson, column, number == 0))
    signs = {(row.lesson_id, row.student_id): row.kind for row in m.absences}
    return v.SubjectPages(
        course=course.pk,
        subject=course.subject.name,
        group=course.study_group.name if course.study_group_id else "",
        teachers=tuple(m.teachers.get(course.pk, ())),
        roll=tuple(_roll_line(entry, class_roll, m) for entry in roll),
        columns=tuple(columns),
        cells=tuple(tuple(_cell(m, signs, entry, *place) for place in places) for entry in roll),
        closings=_closings(m, course, roll),
        lessons=tuple(_lesson_line(lesson, m) for lesson in held),
        hours_planned=sum(_stands_for(lesson) is None for lesson in lessons),
        hours_given=len(held),
    )


def _used_columns(m: Material, lesson, roll) -> list:
    """Columns of a lesson in which somebody has a grade; a lesson without any still has its one column of the date."""
    columns = m.assessments.get(lesson.pk) or [None]
    used = [one for one in columns if one and any((one.pk, entry.student.pk) in m.grades for entry in roll)]
    return used or columns[:1]


def _roll_line(entry, class_roll, m: Material) -> v.Pupil:
    rows = class_roll.get(entry.student.pk)
    return v.Pupil(entry.student.pk, entry.student.short_name, _note(rows, m) if rows else "")


def _cell(m: Material, signs, entry, lesson, column, is_first: bool) -> str | None:
    """Text of a cell: the subject's page says «н» whatever the reason; no lateness, no debts (P-03, P-05)."""
    kind = signs.get((lesson.pk, entry.student.pk)) if is_first else None
    parts = []
    if kind in REASONS:
        parts.append("н")
    elif kind == AbsenceKind.RELEASED:
        parts.append("осв")
    for grade in m.grades.get((column.pk, entry.student.pk), ()) if column else ():
        if grade.value == DEBT:
            continue
        if grade.is_joined and parts:
            parts[-1] += f"/{grade.value}"
        else:
            parts.append(grade.value)
    if not parts and not entry.on(lesson.held_on):
        return None
    return " ".join(parts)


def _closings(m: Material, course, roll) -> tuple[v.Closing, ...]:
    """The term's column, and in the last term those of the year (practice.md, subject pages)."""
    if not _is_graded(m, course):
        return ()
    term = m.own_terms[course.pk]
    given = {(row.student_id, row.term_id): row.value for row in m.term_grades if row.course_id == course.pk}
    title = f"{ROMAN[term.number]} {SHORT_KIND[term.scheme.kind]}" if term.scheme.kind in SHORT_KIND else "Год"
    closings = [v.Closing(title, tuple(given.get((entry.student.pk, term.pk), "") for entry in roll))]
    last = max(one.number for one in m.all_terms if one.scheme_id == term.scheme_id)
    if term.number == last and term.scheme.kind in SHORT_KIND:
        years = {
            row.student_id: row.value
            for row in m.term_grades
            if row.course_id == course.pk and row.term.scheme.kind == TermKind.YEAR
        }
        closings.append(v.Closing("Год", tuple(years.get(entry.student.pk, "") for entry in roll)))
        if m.school_class.level in (9, 11):
            closings += [v.Closing(title, ("",) * len(roll)) for title in ("Экз.", "Итог")]
    return tuple(closings)


def _lesson_line(lesson, m: Material) -> v.LessonLine:
    homework = getattr(lesson, "homework", None)
    text = homework.text if homework else ""
    if not text and lesson.homework_state == HomeworkState.NOTHING:
        text = "не задано"
    substitution = standing(lesson)
    name = substitution.substitute.full_name if substitution else ""
    return v.LessonLine(lesson.held_on, lesson.topic, text, name, _lesson_mark(lesson, m))


def _stands_for(lesson):
    """The substitution by which the lesson is held in the place of another subject (P-22)."""
    return getattr(lesson, "stands_for", None)


def _lesson_mark(lesson, m: Material) -> str:
    """What else the right page says of the lesson: from where it was moved, that it was held at a distance."""
    replaced, origin = _stands_for(lesson), m.moves.origin_on(lesson.pk)
    parts = [
        f"Вместо урока «{replaced.lesson.course.subject.name}»" if replaced else "",
        f"Перенос с {origin:%d.%m}" if origin else "",
        "Дистанционно" if m.distance.on([m.school_class.pk], lesson.held_on) else "",
    ]
    return ". ".join(part for part in parts if part)


# Attendance


def _missed(m: Material, roll) -> dict[int, dict[dt.date, list[str]]]:
    """Per pupil and day the reasons of the lessons missed while in the class; an hour counts once (I-11)."""
    spans = {pk: [(row.starts_on, row.ends_on) for row in rows] for pk, rows in roll.items()}
    missed: dict[int, dict[dt.date, list[str]]] = defaultdict(lambda: defaultdict(list))
    hours = set()
    for row in m.absences:
        day, hour = row.lesson.held_on, (row.student_id, row.lesson.held_on, row.lesson.number)
        in_class = any(start <= day and (end is None or day <= end) for start, end in spans.get(row.student_id, ()))
        if in_class and row.kind in REASONS and hour not in hours:
            hours.add(hour)
            missed[row.student_id][day].append(REASONS[row.kind])
    return missed


def _lessons_a_day(m: Material) -> dict[int, Counter]:
    """Per pupil how many lessons of the volume he or she had on each day; an hour counts once (I-11)."""
    by_course = defaultdict(set)
    for course, day, number in m.year_lessons:
        by_course[course].add((day, number))
    hours: dict[int, set] = defaultdict(set)
    for course, slots in by_course.items():
        for entry in m.rolls[course]:
            hours[entry.student.pk] |= {slot for slot in slots if entry.on(slot[0])}
    return defaultdict(Counter, {pk: Counter(day for day, _number in slots) for pk, slots in hours.items()})


def _absence_months(m: Material, roll) -> tuple[v.AbsenceMonth, ...]:
    missed, had = _missed(m, roll), _lessons_a_day(m)
    study = {day for _, day, _number in m.year_lessons} | {day for days in missed.values() for day in days}
    months = []
    year, month = m.term.starts_on.year, m.term.starts_on.month
    while (year, month) <= (m.term.ends_on.year, m.term.ends_on.month):
        days = calendar.monthrange(year, month)[1]
        dates = [dt.date(year, month, day) for day in range(1, days + 1)]
        inside = [date for date in dates if m.term.starts_on <= date <= m.term.ends_on]
        months.append(
            v.AbsenceMonth(
                f"{MONTHS[month - 1]} {year}",
                days,
                tuple(date.day for date in inside if date in study),
                tuple(_month_line(dates, inside, missed[pk], had[pk]) for pk in roll),
            )
        )
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return tuple(months)


def _month_line(dates, inside, missed, had) -> tuple[tuple[str, ...], int, int]:
    signs = tuple(_day_sign(missed.get(date, ())) if date in inside else "" for date in dates)
    counts = _count(missed, had, inside[0], inside[-1]) if inside else v.AttendanceCounts()
    return signs, counts.days, counts.lessons


def _day_sign(reasons) -> str:
    return " ".join(f"{count}{reason}" for reason, count in sorted(Counter(reasons).items()))


def _count(missed, had, first: dt.date, last: dt.date) -> v.AttendanceCounts:
    """A day counts as missed when every lesson of it was missed; through illness when all of them were."""
    days = days_ill = 0
    lessons = Counter()
    for day, reasons in missed.items():
        if not first <= day <= last:
            continue
        lessons.update(reasons)
        if len(reasons) >= had.get(day, 0):
            days += 1
            days_ill += set(reasons) == {"б"}
    return v.AttendanceCounts(days, days_ill, lessons.total(), lessons["б"], lessons["нп"])


def _attendance(m: Material, roll, periods) -> v.AttendanceSummary:
    missed, had = _missed(m, roll), _lessons_a_day(m)
    spans = [(term.starts_on, term.ends_on) if term.ends_on <= m.term.ends_on else None for term in m.class_terms]
    is_last = m.term.number == max(term.number for term in m.class_terms)
    spans.append((m.school_class.year.starts_on, m.term.ends_on) if is_last else None)
    lines = tuple(tuple(_count(missed[pk], had[pk], *span) if span else None for span in spans) for pk in roll)
    total = tuple(_sum([line[index] for line in lines]) if span else None for index, span in enumerate(spans))
    return v.AttendanceSummary((*periods, "год"), lines, total)


def _sum(counts) -> v.AttendanceCounts:
    return v.AttendanceCounts(
        sum(one.days for one in counts),
        sum(one.days_ill for one in counts),
        sum(one.lessons for one in counts),
        sum(one.lessons_ill for one in counts),
        sum(one.lessons_unexcused for one in counts),
    )


# Summary sheet


def _summary(m: Material, roll, periods) -> v.SummarySheet:
    """Subjects across in the order of the curriculum, subgroups and groups across classes under their subject."""
    subjects = {course.subject_id: course.subject for course in m.courses}
    subjects.update({row.course.subject_id: row.course.subject for row in m.term_grades})
    ordered = sorted(subjects.values(), key=lambda subject: (subject.position, subject.name))
    rows = (*periods, *YEAR_ROWS) if m.school_class.level > 1 else ("за год",)
    values = {}
    for grade in m.term_grades:
        row = _summary_row(m, grade.term)
        if row is not None and row < len(rows):
            values[grade.student_id, row, grade.course.subject_id] = grade.value
    blocks = tuple(
        v.SummaryBlock(
            pk,
            spans[0].student.full_name,
            tuple(tuple(values.get((pk, row, subject.pk), "") for subject in ordered) for row in range(len(rows))),
            _decision(spans, m),
        )
        for pk, spans in roll.items()
    )
    return v.SummarySheet(tuple(subject.name for subject in ordered), rows, blocks)


def _summary_row(m: Material, term) -> int | None:
    """Row of a term's grades: its own, or the class's term in which it ends; the year has its row after them."""
    if term.scheme.kind == TermKind.YEAR:
        return len(m.class_terms)
    for index, own in enumerate(m.class_terms):
        following = m.class_terms[index + 1].starts_on if index + 1 < len(m.class_terms) else dt.date.max
        if term.pk == own.pk or (term.scheme_id != own.scheme_id and own.starts_on <= term.ends_on < following):
            return index
    return None


def _decision(spans, m: Material) -> str:
    last = spans[-1]
    if last.ends_on and last.ends_on <= m.term.ends_on:
        return f"выбыл(а){_order(last.departure_order)}"
    return ""
