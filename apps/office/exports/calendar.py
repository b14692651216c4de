"""Dated lessons as an iCalendar file that a phone's calendar reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from apps.core import clock
from apps.office.queries.dated import DatedLesson

PRODUCT = "-//Klassny//RU"


def calendar_file(name: str, lessons: Iterable[DatedLesson]) -> bytes:
    """One event per lesson; a cancelled lesson is an event that is told to be cancelled. Times are UTC."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    stamp = clock.now().astimezone(dt.UTC)
    for lesson in lessons:
        calendar.add_component(_event(lesson, stamp))
    return calendar.to_ical()


def _event(lesson: DatedLesson, stamp: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"lesson-{lesson.pk}@klassny")
    event.add("dtstamp", stamp)
    event.add("dtstart", clock.moment(lesson.held_on, lesson.starts_at).astimezone(dt.UTC))
    event.add("dtend", clock.moment(lesson.held_on, lesson.ends_at).astimezone(dt.UTC))
    event.add("summary", _("Отменён: %s") % lesson.title if lesson.is_cancelled else lesson.title)
    event.add("status", "CANCELLED" if lesson.is_cancelled else "CONFIRMED")
    if lesson.place:
        event.add("location", lesson.place)
    if lesson.note:
        event.add("description", lesson.note)
    if lesson.link:
        event.add("url", lesson.link)
    return event
