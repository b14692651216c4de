"""Readers of timetable files: one module per format, all of them yield the one shape of ``shape.py``."""
