"""Pure rules of accounts: logins by transliteration, one-time codes, growing pauses."""

import datetime as dt
import re
import secrets
from collections.abc import Container

from django.utils.crypto import constant_time_compare, salted_hmac

CODE_DIGITS = 12
CODE_LIFETIME = dt.timedelta(days=14)
FREE_TRIES = 5  # SEC-01: the fifth failure in a row begins the pauses
FREE_TRIES_OF_KNOWN_BROWSER = 20
PAUSES = (30, 60, 120, 240, 300)  # seconds; short at the top, because a school often has one address

_LETTERS = dict(zip("абвгдезийклмнопрстуфхыэ", "abvgdeziyklmnoprstufhye", strict=True)) | {
    "ё": "e",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
}


def transliterate(text: str) -> str:
    """Lower-case Latin letters, digits and dashes for a Russian name: «Щёголев-Юн» → ``shchegolev-yun``."""
    latin = "".join(_LETTERS.get(letter, letter) for letter in text.casefold())
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")


def username_for(last_name: str, first_name: str, patronymic: str, taken: Container[str]) -> str:
    """A free login such as ``ivanova.ap``; homonyms get a number: ``ivanova.ap2``."""
    initials = "".join(transliterate(name)[:1] for name in (first_name, patronymic) if name)
    stem = ".".join(part for part in (transliterate(last_name)[:40], initials) if part) or "user"
    username, number = stem, 1
    while username in taken:
        number += 1
        username = f"{stem}{number}"
    return username


def new_code() -> str:
    """A fresh one-time code as people read it: ``4821-9034-5517`` (digits: the same on every keyboard)."""
    digits = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
    return "-".join(digits[start : start + 4] for start in range(0, CODE_DIGITS, 4))


def looks_like_code(text: str) -> bool:
    """Whether what was typed into the password field can be a one-time code."""
    return re.fullmatch(r"(\d[\s–—-]*){12}", text.strip()) is not None


def code_hash(user_id: int, code: str) -> str:
    """What is stored of a code: an HMAC under the installation's key (ACC-05); dashes and blanks do not matter."""
    digits = re.sub(r"\D", "", code)
    return salted_hmac("klassny.access-code", f"{user_id}:{digits}", algorithm="sha256").hexdigest()


def code_matches(user_id: int, code: str, stored: str) -> bool:
    """Whether ``code`` is the one whose hash is ``stored``."""
    return constant_time_compare(code_hash(user_id, code), stored)


def pause_after(failures: int, free_tries: int = FREE_TRIES) -> dt.timedelta:
    """How long to wait after so many failures in a row: nothing, then 30 s, 1, 2, 4 and at most 5 minutes."""
    step = failures - free_tries
    if step < 0:
        return dt.timedelta()
    return dt.timedelta(seconds=PAUSES[min(step, len(PAUSES) - 1)])
