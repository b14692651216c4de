"""The grid of all sections of the school's desk: one list, everybody sees the lines that are theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.office import permissions

YEAR, PEOPLE, STUDY, SCHOOL = _("Учебный год"), _("Люди и классы"), _("Учёба"), _("Школа и система")
TIMETABLE = _("Расписание")

PEOPLE_READERS, READERS = permissions.can_read_people, permissions.can_read_school
PLANNERS, MANAGERS = permissions.can_plan, permissions.can_manage_school

# (group, address, title, what one does there, who) — in the order of the page.
SECTIONS: tuple[tuple[object, str, object, object, Callable], ...] = (
    (YEAR, "office:calendar", _("Календарь"), _("периоды, каникулы, нерабочие дни, переносы"), READERS),
    (YEAR, "office:bells", _("Звонки и режимы"), _("звонки по сменам, сокращённые дни, пяти- и шестидневка"), READERS),
    (YEAR, "office:new_year_from_last", _("Новый год из прошлого"), _("классы, ученики, нагрузка"), PLANNERS),
    (PEOPLE, "office:classes", _("Классы"), _("списки с датами, классные руководители"), PEOPLE_READERS),
    (PEOPLE, "office:students", _("Ученики"), _("поиск по имени и личному делу"), PEOPLE_READERS),
    (PEOPLE, "office:staff", _("Сотрудники"), _("роли и нагрузка"), PEOPLE_READERS),
    (PEOPLE, "office:movements", _("Движение"), _("зачисление, перевод, отчисление по приказам"), PEOPLE_READERS),
    (PEOPLE, "office:requests", _("Заявки"), _("что сообщили классные руководители"), PEOPLE_READERS),
    (PEOPLE, "office:lists", _("Списки классов"), _("нужные столбцы, печать на A4"), PEOPLE_READERS),
    (PEOPLE, "office:certificates", _("Справки и выписки"), _("об обучении, текущие отметки"), PEOPLE_READERS),
    (STUDY, "office:subjects", _("Предметы"), _("обе части учебного плана, порядок"), READERS),
    (STUDY, "office:curricula", _("Учебные планы"), _("часы по параллелям, профили"), READERS),
    (STUDY, "office:load", _("Нагрузка"), _("план и распределение часов, смена учителя"), READERS),
    (STUDY, "office:individual_plans", _("Индивидуальные планы"), _("ИУП, освобождения от предмета"), READERS),
    (STUDY, "office:groups", _("Учебные группы"), _("подгруппы, потоки, кружки, классы-комплекты"), READERS),
    (STUDY, "office:unattached", _("Вне групп"), _("кто не прикреплён ни к одной группе предмета"), READERS),
    (TIMETABLE, "timetable:day", _("Расписание"), _("уроки по классам, учителям и кабинетам"), READERS),
    (TIMETABLE, "timetable:rooms", _("Кабинеты"), _("реестр: места, уроки одновременно"), READERS),
    (STUDY, "office:courses", _("Предметы в классах"), _("журналы, периоды, оценивание"), READERS),
    (TIMETABLE, "timetable:drafts", _("Черновики расписания"), _("из файла, составление, сравнение"), PLANNERS),
    (TIMETABLE, "timetable:board", _("Замены, переносы, отмены"), _("на день, журнал замен для табеля"), READERS),
    (TIMETABLE, "timetable:distance", _("Дистанционный режим"), _("классы и даты"), READERS),
    (TIMETABLE, "timetable:controls", _("График контрольных"), _("даты, темы, пределы регламента"), READERS),
    (SCHOOL, "office:norms", _("Регламент"), _("сроки, пороги, хранение"), READERS),
    (SCHOOL, "office:duties", _("Обязанности"), _("кто за что отвечает по приказу"), READERS),
    (SCHOOL, "office:profile", _("Сведения о школе"), _("наименование для печати"), READERS),
    (SCHOOL, "accounts:list", _("Учётные записи"), _("роли, одноразовые коды"), MANAGERS),
    (SCHOOL, "office:import", _("Загрузка"), _("книга школы и списки из файлов"), MANAGERS),
    (SCHOOL, "office:export", _("Выгрузка"), _("списки школы в XLSX и CSV"), PEOPLE_READERS),
)  # fmt: skip


@dataclass(frozen=True)
class DeskLink:
    """A line of the grid."""

    link: str
    title: str
    text: str


def sections_for(user) -> list[tuple[str, list[DeskLink]]]:
    """Groups of the grid with the lines this user may open; a group without lines is left out."""
    found: dict[str, list[DeskLink]] = {}
    for group, page, title, text, may in SECTIONS:
        if may(user):
            found.setdefault(str(group), []).append(DeskLink(reverse(page), str(title), str(text)))
    order = [str(group) for group in (YEAR, PEOPLE, STUDY, TIMETABLE, SCHOOL)]
    return sorted(found.items(), key=lambda item: order.index(item[0]))
