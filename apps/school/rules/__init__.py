"""Rules of the school's structure."""
