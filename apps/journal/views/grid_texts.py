"""What the journal page says in every course alike: sentences of its scripts (JSON in an attribute) and dialogs."""

import json
from functools import cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.lessons.rules.cells import GRADES


def grid_texts() -> str:
    """JSON of name → sentence in the language of the request."""
    return _texts_in(get_language())


@cache
def _texts_in(language: str) -> str:
    """Put together once per language: the sentences are constants of the program."""
    return json.dumps(
        {
            "idle": _("Записи сохраняются сами"),
            "saving": _("Сохраняется…"),
            "saved": _("Сохранено {time}"),
            "waiting": _("Ждут отправки: {n}"),
            "trouble-offline": _("Нет связи. Записи не пропадут и уйдут сами."),
            "trouble-busy": _("Сервер не отвечает. Записи не пропадут и уйдут сами."),
            "trouble-signin": _("Войдите снова, и записи уйдут."),
            "trouble-stranger": _("В этом браузере вошёл другой человек."),
            "decide": _("Решить: {n}"),
            "both": _("У вас {mine}, в журнале уже {theirs} — {who}"),
            "both-comments": _("Комментарий: у вас {mine}, в журнале {theirs}"),
            "keep-mine": _("Записать моё: {value}"),
            "keep-theirs": _("Оставить, что в журнале: {value}"),
            "empty": _("пусто"),
            "reason-one": _("{where}: {value}"),
            "reason-many": _("Исправляется записей: {n}"),
            "forbidden": _("Запись в этот журнал вам сейчас закрыта."),
            "other-page": _("клетка другого периода"),
            "spaced": _("{value}? Enter — да, Esc — не записывать"),
            "suggested": _("предлагается {value}"),
            "nothing-to-undo": _("Отменять больше нечего."),
            "nothing-to-redo": _("Возвращать больше нечего."),
            "undo-skipped": _("Не тронуто клеток: {n} — их изменил кто-то другой."),
            "pasted": _("Вставлено значений: {n}. Ctrl+Z вернёт всё как было."),
            "pasted-over": _("Вставлено значений: {n}. Не поместилось: {over}, они в списке «Не записано»."),
            "paste-over": _("Вставка не поместилась: дальше учеников или уроков нет."),
            "fill": _("{column}: пустых клеток {n}"),
            "filled": _("Заполнено клеток: {n}. Ctrl+Z вернёт всё как было."),
        },
        ensure_ascii=False,
    )


def grid_dialogs(*, scale: str, may_write: bool) -> SafeString:
    """The page's dialogs and key pad, which hold nothing of the course but its grades."""
    return _dialogs_in(get_language(), scale, may_write)


@cache
def _dialogs_in(language: str, scale: str, may_write: bool) -> SafeString:
    grades = [grade for grade in GRADES[scale] if grade != "1"]  # off by a norm that warns: P-02
    return render_to_string("journal/grid_dialogs.html", {"grades": grades, "may_write": may_write})
