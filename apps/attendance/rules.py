"""Signs of the cell and kinds of absence are two names of one thing (P-03)."""

from .enums import AbsenceKind

KIND_OF_SIGN = {
    "н": AbsenceKind.ABSENT,
    "б": AbsenceKind.ILL,
    "у": AbsenceKind.VALID,
    "нп": AbsenceKind.UNEXCUSED,
    "о": AbsenceKind.LATE,
    "осв": AbsenceKind.RELEASED,
}
SIGN_OF_KIND = {kind.value: sign for sign, kind in KIND_OF_SIGN.items()}
MISSED_KINDS = frozenset({AbsenceKind.ABSENT, AbsenceKind.ILL, AbsenceKind.VALID, AbsenceKind.UNEXCUSED})


def sign_text(kind: str, minutes: int | None) -> str:
    """The sign as it stands in the cell: «н», «о10»."""
    return SIGN_OF_KIND[kind] + (str(minutes) if minutes else "")


def printed_sign(kind: str) -> str:
    """The sign as a subject page prints it: absence is «н» whatever its reason, lateness is not printed. # P-03"""
    return "н" if kind in MISSED_KINDS else ("осв" if kind == AbsenceKind.RELEASED else "")


def is_missed(kind: str) -> bool:
    """Whether the pupil missed the lesson: late and released pupils were there. # P-04"""
    return kind in MISSED_KINDS
