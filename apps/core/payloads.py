"""What scripts send: JSON read so that nothing odd in it gets further than the door."""

import json


def read_json(body: bytes):
    """The value of a JSON text in UTF-8.

    Raises:
        ValueError: not JSON, a number that JSON does not know (NaN), or nested deeper than anybody needs.
    """
    try:
        return json.loads(body.decode(), parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def _refuse(name: str):
    raise ValueError(name)


def is_text(value) -> bool:
    """Whether it is a string that a database takes: no zero sign, no half of a surrogate pair."""
    if not isinstance(value, str) or "\x00" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
