"""Tables of the office: lists as they stand on the screen, and the school as the import reads it back."""
