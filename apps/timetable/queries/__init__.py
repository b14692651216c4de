"""Reads of the timetable that several faces need."""
