"""Pages of the office, by subject."""
