"""Addresses of the day's board, absences, substitutions, moves and distance mode."""

import datetime as dt

from django.urls import path, register_converter

from apps.office.views.days import board, claims, distance, lesson, register


class DayConverter:
    """A date as 2026-12-02."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> dt.date:
        """Raises ValueError for a day that does not exist: no such address."""
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date | str) -> str:
        """The ISO form."""
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "isoday")

urlpatterns = [
    path("days/", board.day, name="board"),
    path("days/claim/", claims.claim, name="claim"),
    path("days/claims/<int:pk>/", claims.decide, name="decide_claim"),
    path("days/absences/<int:pk>/remove/", board.remove_absence, name="remove_absence"),
    path("days/lessons/<int:pk>/", lesson.day_lesson, name="day_lesson"),
    path("days/<isoday:day>/", board.day, name="board_day"),
    path("days/<isoday:day>/sheet/", board.sheet, name="day_sheet"),
    path("days/<isoday:day>/absent/", board.absent, name="absent"),
    path("days/<isoday:day>/absent/<int:pk>/", board.cover, name="cover"),
    path("register/", register.substitutions, name="register"),
    path("distance/", distance.distance, name="distance"),
    path("distance/<int:pk>/", distance.one_distance, name="one_distance"),
]
