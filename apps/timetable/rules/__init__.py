"""Rules of the timetable."""
