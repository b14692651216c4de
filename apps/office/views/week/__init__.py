"""Pages of the weekly timetable."""
