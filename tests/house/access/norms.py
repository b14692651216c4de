"""Objects of the norms' addresses."""


def things(cast) -> dict:
    return {"office:preset": {"preset": ["S002"], "none": ["S009"]}}
