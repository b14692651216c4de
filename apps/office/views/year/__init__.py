"""Pages of the year desk."""
