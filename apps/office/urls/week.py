"""Addresses of the weekly timetable."""

urlpatterns = []
