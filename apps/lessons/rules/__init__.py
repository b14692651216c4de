"""Rules of lessons, cells, grades and terms: pure functions."""
