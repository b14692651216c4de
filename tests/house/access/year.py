"""Objects of the addresses of the year desk."""


def things(cast) -> dict:
    """Arguments by address and object."""
    nobody = 999_999_999
    return {"office:year": {"2026/27": [cast.year.pk], "none": [nobody]}}
