"""Addresses of the day's board, absences, substitutions, moves and distance mode."""

urlpatterns = []
