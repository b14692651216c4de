"""Workbooks of the office: what stands on the screen."""
