"""Reads of the day's pages: the board, who could stand in, one lesson, the register, distance mode."""
