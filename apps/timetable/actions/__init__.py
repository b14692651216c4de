"""Writers of the timetable."""
