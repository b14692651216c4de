"""Addresses of the schedule of control works."""

urlpatterns = []
