"""Pages of the day: the board, an absence, one lesson, claims, the register, distance mode."""
