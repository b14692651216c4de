"""Measurements: pages, one saved operation and the print of a class journal, on SQLite and on PostgreSQL."""
