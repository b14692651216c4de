"""The grid of the timetable desk as escaped HTML joined in Python."""

from __future__ import annotations

from html import escape

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .placing import Desk
from .week import Filled, Time
from .week_html import marks, room_name, time_head


def desk_table(desk: Desk) -> SafeString:
    """The table[data-desk]: cells td[data-cell] with data-owner, data-weekday, data-number; lessons are buttons."""
    return mark_safe(_by_class(desk) if desk.of == "level" else _by_day(desk))  # built from escaped values only


def _by_day(desk: Desk) -> str:
    owner, days = desk.owners[0], desk.days
    has_shifts = len({time.ring for time in desk.times}) > 1
    head = "".join(f'<th scope="col">{escape(str(WEEKDAYS[day.weekday]))}</th>' for day in days)
    rows = []
    for time in desk.times:
        cells = "".join(_cell(desk, owner.pk, day.weekday, time) for day in days)
        rows.append(f"<tr>{time_head(time, has_shifts)}{cells}</tr>")
    return _table(f'<th scope="col" class="no">{escape(_("Урок"))}</th>{head}', "".join(rows), "desk-week")


def _by_class(desk: Desk) -> str:
    has_shifts = len({time.ring for time in desk.times}) > 1
    head = f'<th scope="col">{escape(_("День"))}</th><th scope="col" class="no">{escape(_("Урок"))}</th>'
    head += "".join(f'<th scope="col">{escape(owner.name)}</th>' for owner in desk.owners)
    rows = []
    for day in desk.days:
        name = escape(str(WEEKDAYS[day.weekday]))
        day_head = f'<th scope="rowgroup" class="day" rowspan="{len(desk.times)}">{name}</th>'
        for place, time in enumerate(desk.times):
            first = "" if place else day_head
            cells = "".join(_cell(desk, owner.pk, day.weekday, time) for owner in desk.owners)
            rows.append(f"<tr{' class=first' if not place else ''}>{first}{time_head(time, has_shifts)}{cells}</tr>")
    return _table(head, "".join(rows), "desk-level")


def _table(head: str, body: str, css: str) -> str:
    label = escape(_("Сетка расписания: выберите урок, затем клетку"))
    return (
        f'<table class="table lined desk {css}" data-desk aria-label="{label}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _cell(desk: Desk, owner: int, weekday: int, time: Time) -> str:
    lines = desk.cell(owner, weekday, time)
    seen = ",".join(f"{line.pk}.{desk.seen.get(line.pk, 0)}" for line in lines)
    label = escape(_("%(day)s, урок %(number)s") % {"day": WEEKDAYS[weekday], "number": time.number})
    cards = "".join(_card(desk, line) for line in lines)
    return (
        f'<td data-cell data-owner="{owner}" data-weekday="{weekday}" data-number="{time.number}"'
        f' data-seen="{seen}" tabindex="-1" aria-label="{label}">{cards}</td>'
    )


def _card(desk: Desk, line: Filled) -> str:
    trouble = desk.troubled.get(line.pk, ())
    css = " has-clash" if trouble else ""
    title = f' title="{escape(chr(10).join(trouble))}"' if trouble else ""
    head = escape(line.subject if desk.of != "teacher" else line.audience)
    audience = line.audience if line.group and desk.of != "teacher" else ""
    rest = [
        audience,
        line.subject if desk.of == "teacher" else ", ".join(one.name for one in (line.teacher, line.second) if one),
        room_name(line.room_name) if line.room_name else "",
    ]
    details = "".join(f"<span>{escape(part)}</span>" for part in rest if part)
    address = f"{reverse('timetable:entry', args=[line.pk])}?from={desk.starts_on:%Y-%m-%d}"
    change = escape(_("Изменить: %s") % line.says)
    sign = f'<span class="sign" aria-label="{escape(_("накладка"))}">!</span>' if trouble else ""
    return (
        f'<div class="card-line{css}"{title} draggable="true" data-line="{line.pk}"'
        f' data-seen="{desk.seen.get(line.pk, 0)}">'
        f'<button type="button" class="pick" data-pick aria-pressed="false">{sign}<span class="head">{head}</span>'
        f'{marks(line)}{_until(line)}<span class="rest">{details}</span></button>'
        f'<a class="more" href="{address}" aria-label="{change}">⋯</a></div>'
    )


def _until(line: Filled) -> str:
    if line.ends_on is None:
        return ""
    return f'<span class="mark mark-week">{escape(_("до %s") % f"{line.ends_on:%d.%m}")}</span>'
