"""Addresses of drafts, files and building of the timetable."""

urlpatterns = []
