"""Addresses of the timetable desk: the week, its drafts and files, the day's changes, control works."""

from django.urls import include, path

app_name = "timetable"

AREAS = ("week", "drafts", "days", "controls")

urlpatterns = [path("", include(f"apps.office.urls.{area}")) for area in AREAS]
