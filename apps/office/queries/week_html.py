"""Tables of the timetable as escaped HTML joined in Python: a whole school's grid is too much for templates."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from apps.school.enums import ServiceKind

from .week import Filled, SchoolDay, ShiftTable, Time, Week


class Links:
    """Addresses of other people's weeks at the same date; none for families, who may not open them."""

    def __init__(self, *, on: str = "", is_open: bool = True):
        self.query = f"?{urlencode({'on': on})}" if on else ""
        self.is_open = is_open
        self._known: dict[str, str] = {}

    def wrap(self, what: str, pk: int | None, inside: str) -> str:
        """``inside`` (escaped already) as a link to the week of a class, a teacher or a room."""
        if not self.is_open or not pk:
            return inside
        if what not in self._known:
            self._known[what] = reverse(f"timetable:{what}", args=[0])
        address = self._known[what].replace("/0/", f"/{pk}/")
        return f'<a href="{address}{self.query}">{inside}</a>'


def week_table(week: Week, of: str, links: Links) -> SafeString:
    """The week of a class, teacher, room or student: rows are lessons, columns are days.

    Args:
        week: what to show.
        of: «class», «teacher», «room» or «student»: what every cell need not repeat.
        links: where names lead.
    """
    head = "".join(
        f'<th scope="col" class="d{day.weekday}{" today" if day.is_today else ""}">'
        f'<span class="long">{escape(str(WEEKDAYS[day.weekday]))}</span>'
        f'<span class="short">{escape(str(WEEKDAYS_ABBR[day.weekday]))}</span>'
        f' <span class="date">{day.date:%d.%m}</span>'
        f"{_holiday(day.holiday)}</th>"
        for day in week.days
    )
    body = []
    for time in week.times:
        cells = "".join(
            f'<td class="d{day.weekday}{" today" if day.is_today else ""}">'
            f"{''.join(lesson(line, of, links, week.cycle) for line in week.lessons(day.weekday, time))}</td>"
            for day in week.days
        )
        body.append(f"<tr>{time_head(time, week.has_shifts)}{cells}</tr>")
    return mark_safe(
        f'<table class="table lined week"><caption class="visually-hidden">{escape(_("Расписание уроков"))}</caption>'
        f'<thead><tr><th scope="col" class="no">{escape(_("Урок"))}</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )  # built above from escaped values only


def time_head(time: Time, has_shifts: bool) -> str:
    """The head of a row: number, shift where there are several, bells."""
    shift = f'<span class="shift">{escape(_("%s смена") % time.shift)}</span>' if has_shifts else ""
    bells = f'<span class="bells">{time.starts}–{time.ends}</span>' if time.starts else ""
    return f'<th scope="row" class="no"><b>{time.number}</b>{shift}{bells}</th>'


def _holiday(name: str) -> str:
    return f'<span class="holiday">{escape(name)}</span>' if name else ""


def lesson(line: Filled, of: str, links: Links, cycle: int = 0) -> str:
    """A lesson in a cell; what the page is about is left out, the other week of the cycle stands paler."""
    audience = links.wrap("class", line.school_class, escape(line.audience))
    room = links.wrap("room", line.room, escape(room_name(line.room_name)))
    people = [links.wrap("teacher", one.pk, escape(one.name)) for one in (line.teacher, line.second) if one]
    subject = escape(line.subject)
    if of == "class":
        head, rest = subject, [audience if line.group else "", ", ".join(people), room]
    elif of == "student":
        head, rest = subject, [", ".join(people), room]
    else:
        head = f'{audience} <span class="subject">{subject}</span>'
        rest = [room if of == "teacher" else "", ", ".join(people) if of == "room" else ""]
    css = " is-other" if cycle and line.week not in (0, cycle) else ""
    details = "".join(f"<span>{part}</span>" for part in rest if part)
    return (
        f'<div class="lesson kind-{line.kind}{css}"><span class="head">{head}</span>{marks(line)}'
        f'<span class="rest">{details}</span></div>'
    )


def marks(line: Filled) -> str:
    """Kind and week of the cycle as small words."""
    kind = kind_word(line.kind)
    pieces = [f'<span class="mark">{escape(kind)}</span>'] if kind else []
    if line.week:
        pieces.append(f'<span class="mark mark-week">{escape(_("%s-я неделя") % line.week)}</span>')
    return "".join(pieces)


def kind_word(kind: str) -> str:
    """A lesson that is not a core one says what it is; core ones say nothing. # TT-01"""
    if kind == ServiceKind.EXTRACURRICULAR:
        return _("внеурочное")
    return _("дополнительное") if kind == ServiceKind.ADDITIONAL else ""


def room_name(name: str) -> str:
    """«каб. 21», but «Спортзал»."""
    return _("каб. %s") % name if name[:1].isdigit() else name


# The whole school on a day


def day_tables(day: SchoolDay, links: Links) -> SafeString:
    """One table per shift: rows are classes, columns are lessons."""
    return mark_safe("".join(_shift_table(table, links, len(day.tables) > 1) for table in day.tables))


def _shift_table(table: ShiftTable, links: Links, is_one_of_many: bool) -> str:
    caption = escape(_("%s смена") % table.shift) if is_one_of_many else escape(_("Уроки всех классов"))
    head = "".join(
        f'<th scope="col"><b>{time.number}</b><span class="bells">{time.starts}–{time.ends}</span></th>'
        if time.starts
        else f'<th scope="col"><b>{time.number}</b></th>'
        for time in table.times
    )
    rows = []
    for one in table.classes:
        cells = "".join(
            f"<td>{''.join(_small(line, links) for line in table.cells.get((one.pk, time.number), ()))}</td>"
            for time in table.times
        )
        rows.append(f'<tr><th scope="row">{links.wrap("class", one.pk, escape(one.name))}</th>{cells}</tr>')
    hidden = "" if is_one_of_many else ' class="visually-hidden"'
    return (
        f'<div class="table-wrap"><table class="table dense lined school-day"><caption{hidden}>{caption}</caption>'
        f'<thead><tr><th scope="col">{escape(_("Класс"))}</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _small(line: Filled, links: Links) -> str:
    who = links.wrap("teacher", line.teacher.pk, escape(line.teacher.name))
    room = escape(line.room_name)
    group = f' title="{escape(line.audience)}"' if line.group else ""
    return (
        f'<div class="lesson kind-{line.kind}"{group}><span class="head">{escape(line.short)}</span>{marks(line)}'
        f'<span class="rest"><span>{who}</span>{f"<span>{room}</span>" if room else ""}</span></div>'
    )
