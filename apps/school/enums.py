"""Codes of the school's structure."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TermKind(models.TextChoices):
    """How a year is divided (C-01)."""

    QUARTER = "quarter", _("четверть")
    TRIMESTER = "trimester", _("триместр")
    HALF_YEAR = "half_year", _("полугодие")
    YEAR = "year", _("год")


class Sex(models.TextChoices):
    """Sex as the school's papers write it."""

    MALE = "m", _("муж.")
    FEMALE = "f", _("жен.")


class SubjectPart(models.TextChoices):
    """Part of the curriculum a subject belongs to (STR-10)."""

    FEDERAL = "federal", _("обязательная часть")
    SCHOOL = "school", _("часть, формируемая участниками")


class Scale(models.TextChoices):
    """Grading system of a course (GRD-01)."""

    FIVE = "five", _("5-балльная")
    PASS_FAIL = "pass", _("зачёт")
    NONE = "none", _("без отметок")


class GroupKind(models.TextChoices):
    """Kinds of study group (STR-06)."""

    SUBGROUP = "subgroup", _("подгруппа")
    STREAM = "stream", _("поток")
    ELECTIVE = "elective", _("электив")
    OPTIONAL = "optional", _("факультатив")
    CLUB = "club", _("кружок")
    EXTRACURRICULAR = "extracurricular", _("внеурочная деятельность")
    PROFILE = "profile", _("профильная группа")
    PROJECT = "project", _("проектная группа")
    CLASS_SET = "class_set", _("класс-комплект")


class Relation(models.TextChoices):
    """Who a representative is to the child."""

    MOTHER = "mother", _("мать")
    FATHER = "father", _("отец")
    GUARDIAN = "guardian", _("опекун")
    OTHER = "other", _("другое")


class LockMode(models.TextChoices):
    """When a course's term closes (P-11; C-25)."""

    HAND_IN = "hand_in", _("после сдачи периода учителем")
    ALL_GIVEN = "all_given", _("как только выставлены все отметки за период")


class JournalMode(models.TextChoices):
    """Whether paper is kept beside (C-24)."""

    TRANSITION = "transition", _("переходный")
    COMBINED = "combined", _("электронный и бумажный")
    PAPERLESS = "paperless", _("безбумажный")


class HolidayKind(models.TextChoices):
    """Why the school does not work (STR-02, I-03)."""

    BREAK = "break", _("каникулы")
    PUBLIC = "public", _("праздничный день")
    DAY_OFF = "day_off", _("нерабочий день")


class ServiceKind(models.TextChoices):
    """Kinds of lessons, each with a timetable of its own (TT-01)."""

    CORE = "core", _("основные занятия")
    EXTRACURRICULAR = "extra", _("внеурочные занятия")
    ADDITIONAL = "additional", _("дополнительные занятия")


class MovementKind(models.TextChoices):
    """Kinds of movement of pupils (STR-17)."""

    ARRIVAL = "arrival", _("зачисление")
    TRANSFER = "transfer", _("перевод")
    DEPARTURE = "departure", _("отчисление")


class RequestState(models.TextChoices):
    """States of a class teacher's request to the office (STR-19)."""

    OPEN = "open", _("ждёт решения")
    GRANTED = "granted", _("исполнено")
    DECLINED = "declined", _("отклонено")


class StudyMode(models.TextChoices):
    """Forms of study (P-16)."""

    IN_CLASS = "in_class", _("в классе")
    AT_HOME = "at_home", _("на дому")
    FAMILY = "family", _("семейное образование")
    GUEST = "guest", _("временно у нас")
    AWAY = "away", _("временно в другом месте")
    ADAPTED = "adapted", _("адаптированная программа")


class DutyKind(models.TextChoices):
    """Duties the director gives by order (ADM-12)."""

    ADMINISTRATOR = "admin", _("администратор электронного журнала")
    KEEPING = "keeping", _("ответственный за ведение журнала")
    CONTROL = "control", _("ответственный за контроль ведения журнала")
    ARCHIVE = "archive", _("ответственный за печать и хранение журналов")
    PERSONAL_DATA = "data", _("ответственный за обработку персональных данных")


class AbsenceGround(models.TextChoices):
    """Why an employee is absent (P-22)."""

    ILL = "ill", _("болезнь")
    TRAINING = "training", _("курсы, повышение квалификации")
    TRIP = "trip", _("командировка, сопровождение детей")
    LEAVE = "leave", _("отпуск")
    FAMILY = "family", _("семейные обстоятельства")
    OTHER = "other", _("другая причина")


class DayKind(models.TextChoices):
    """How days of a limit are counted (C-31)."""

    CALENDAR = "calendar", _("календарные")
    WORKING = "working", _("рабочие")


class GroupPrompt(models.TextChoices):
    """When the division into subgroups is asked for (C-14)."""

    TERM = "term", _("в начале каждого периода")
    YEAR = "year", _("в начале года")


class PrintCycle(models.TextChoices):
    """When journals are printed (C-08)."""

    TERM = "term", _("после каждого периода")
    YEAR = "year", _("раз в год")
    DEMAND = "demand", _("только по требованию")


class BreachMoment(models.TextChoices):
    """From which moment operations under a stolen name do not count (C-12)."""

    FIRST_RECEIPT = "first", _("с первого зарегистрированного сообщения")
    ALL_INFORMED = "all", _("когда уведомлены и руководитель, и поддержка")


class ReportCycle(models.TextChoices):
    """How often a report is made (C-22)."""

    WEEK = "week", _("еженедельно")
    MONTH = "month", _("ежемесячно")
    TERM = "term", _("раз в учебный период")


class SuccessFormula(models.TextChoices):
    """What the share of success over several subjects is divided by (C-29)."""

    EXPECTED = "expected", _("на число ожидаемых отметок")
    PUPILS = "pupils", _("на число учеников")


class RetakeRule(models.TextChoices):
    """Which grade of a retaken work counts (P-07)."""

    LAST = "last", _("последняя")
    BOTH = "both", _("обе")
