"""Keys by which people's names are searched and sorted on both databases (decision 13)."""

import re
import unicodedata

LOOKALIKES = str.maketrans("ABCEHKMOPTXYabcehkmoptxy", "АВСЕНКМОРТХУавсенкмортху")


def tidy(value: str) -> str:
    """One line: no zero-width signs, no-break blanks as blanks, runs of blanks as one."""
    text = unicodedata.normalize("NFC", str(value)).replace("\u00a0", " ")
    text = re.sub(r"[\u200b-\u200d\ufeff\u00ad]", "", text)
    return re.sub(r"\s+", " ", text).strip()


def key_of(text: str | None) -> int | None:
    """A row's key as forms and addresses carry it; None for anything else, however many digits it has."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= 18 else None


def search_key(*parts: str) -> str:
    """Case-folded words with ё as е: what a search is compared with."""
    return tidy(" ".join(part for part in parts if part)).casefold().replace("ё", "е")


def sort_key(*parts: str) -> str:
    """A key whose binary order is the order of the Russian alphabet with ё after е."""
    return tidy(" ".join(part for part in parts if part)).casefold().replace("ё", "е\uffff")


def by_look(value: str) -> str:
    """Latin letters that look like Russian ones, as the Russian ones (7A → 7А, H → Н)."""
    return value.translate(LOOKALIKES)


def initials(last_name: str, first_name: str, patronymic: str) -> str:
    """Фамилия И. О."""
    return " ".join([last_name, *(f"{part[0]}." for part in (first_name, patronymic) if part)])
