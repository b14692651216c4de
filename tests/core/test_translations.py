"""The interface speaks Russian with right plurals, and English completely."""

import gettext
import io
import re

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.management import call_command

from apps.core.management.commands.translations import catalogue_path, extract, messages_in_fstrings

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%|\{\w*\}")


def catalogue(language):
    with catalogue_path(language).open("rb") as lines:
        return read_po(lines, locale=language)


def compiled(language):
    binary = io.BytesIO()
    write_mo(binary, catalogue(language))
    binary.seek(0)
    return gettext.GNUTranslations(binary)


def test_every_string_has_its_english_and_every_number_its_russian():
    call_command("translations", "--check")


def test_the_catalogues_hold_no_string_that_is_gone():
    wanted = {message.id for message in extract() if message.id}
    for language in ("en", "ru"):
        assert not [message.id for message in catalogue(language) if message.id and message.id not in wanted]


@pytest.mark.parametrize(
    ("number", "minutes", "grades"),
    [(1, "минуту", "отметка"), (2, "минуты", "отметки"), (5, "минут", "отметок"), (21, "минуту", "отметка")],
)
def test_russian_numbers_take_the_right_word(number, minutes, grades):
    speak = compiled("ru").ngettext
    assert speak("Подождите %(n)d минуту", "Подождите %(n)d минут", number) == f"Подождите %(n)d {minutes}"
    assert speak("%(count)d отметка", "%(count)d отметок", number) == f"%(count)d {grades}"


def test_every_russian_plural_differs_between_one_two_and_five_or_is_meant_so():
    for message in catalogue("ru"):
        if message.id:
            one, two, five = message.string
            assert len({one, two, five}) > 1, message.id


@pytest.mark.parametrize(("number", "minutes"), [(1, "minute"), (2, "minutes"), (5, "minutes"), (21, "minutes")])
def test_english_numbers_take_the_right_word(number, minutes):
    speak = compiled("en").ngettext
    assert speak("Подождите %(n)d минуту", "Подождите %(n)d минут", number) == f"Wait %(n)d {minutes}"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_translation_loses_or_invents_a_placeholder(language):
    for message in catalogue(language):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = {mark for source in sources for mark in PLACEHOLDER.findall(source)}
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            assert set(PLACEHOLDER.findall(text)) == allowed, message.id


def test_no_english_text_is_left_in_russian_letters_but_for_names_of_signs_and_sheets():
    """Signs of the journal, sheet and column names and example names stay as they are in the files."""
    for message in catalogue("en"):
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            words = re.findall(r"[А-Яа-яЁё]{4,}", re.sub(r"“[^”]*”", "", text))
            assert not words or message.id in RUSSIAN_ON_PURPOSE, (message.id, words)


RUSSIAN_ON_PURPOSE = {
    "Роль не понята. Возможны: учитель, заместитель, директор, администратор, секретарь.",
}


def test_strings_inside_f_strings_are_found_too():
    assert list(messages_in_fstrings("""x = f'<th>{escape(_("Ученик"))} {other("нет")}</th>'""")) == ["Ученик"]
