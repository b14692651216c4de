"""How codes are written in files: the words the import understands, whatever language the pages have."""

from apps.accounts.enums import Role
from apps.school.enums import GroupKind, HolidayKind, Relation, Scale, ServiceKind, Sex, SubjectPart, TermKind

ROLES = {
    Role.TEACHER: "учитель",
    Role.DEPUTY: "заместитель",
    Role.DIRECTOR: "директор",
    Role.ADMINISTRATOR: "администратор",
    Role.SECRETARY: "секретарь",
}
SEXES = {"": "", Sex.MALE: "м", Sex.FEMALE: "ж"}
RELATIONS = {
    Relation.MOTHER: "мать",
    Relation.FATHER: "отец",
    Relation.GUARDIAN: "опекун",
    Relation.OTHER: "другое",
}
PARTS = {SubjectPart.FEDERAL: "обязательная", SubjectPart.SCHOOL: "формируемая"}
SCALES = {Scale.FIVE: "5-балльная", Scale.PASS_FAIL: "зачёт", Scale.NONE: "без отметок"}
GROUPS = {
    GroupKind.SUBGROUP: "подгруппа",
    GroupKind.STREAM: "поток",
    GroupKind.ELECTIVE: "электив",
    GroupKind.OPTIONAL: "факультатив",
    GroupKind.CLUB: "кружок",
    GroupKind.EXTRACURRICULAR: "внеурочная",
    GroupKind.PROFILE: "профильная",
    GroupKind.PROJECT: "проектная",
    GroupKind.CLASS_SET: "класс-комплект",
}
SERVICES = {
    ServiceKind.CORE: "основные",
    ServiceKind.EXTRACURRICULAR: "внеурочные",
    ServiceKind.ADDITIONAL: "дополнительные",
}
TERMS = {
    TermKind.QUARTER: "четверть",
    TermKind.TRIMESTER: "триместр",
    TermKind.HALF_YEAR: "полугодие",
    TermKind.YEAR: "год",
}
HOLIDAYS = {
    HolidayKind.BREAK: "каникулы",
    HolidayKind.PUBLIC: "праздничный день",
    HolidayKind.DAY_OFF: "нерабочий день",
}
YES_NO = {True: "да", False: "нет"}
WEEKS = {0: "обе", 1: "1", 2: "2"}
WEEKDAYS = ("Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс")
VACANCY = "вакансия"
