"""What the program FET has placed: its file of activities."""

from __future__ import annotations

from dataclasses import dataclass

from .shape import name_of
from .xml import read_xml, whole_number


@dataclass(frozen=True)
class Placed:
    """Where an activity stands; an empty day means that no place was found."""

    day: str
    hour: str
    room: str


def read_placed(data: bytes) -> dict[int, Placed]:
    """Activity → its place.

    Raises:
        Unreadable: the file is damaged.
    """
    return {
        whole_number(node.text_of("id")): Placed(
            name_of(node.text_of("day")), name_of(node.text_of("hour")), name_of(node.text_of("room"))
        )
        for node in read_xml(data).all("activity")
    }
