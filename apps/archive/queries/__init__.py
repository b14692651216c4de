"""Reads of the archive: the volume of a class and term, the facts behind it, pages and verification."""
