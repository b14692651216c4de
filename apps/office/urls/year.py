"""Addresses of the year desk, calendar and bells."""

urlpatterns = []
