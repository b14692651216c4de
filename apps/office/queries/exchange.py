"""What the page of exports shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.office.models import ColumnMapping


def known_sources() -> QuerySet[ColumnMapping]:
    """The sources whose columns are known, the last used first."""
    return ColumnMapping.objects.order_by("-used_at", "pk")


def source_of(kind: str, signature: str) -> ColumnMapping | None:
    """The source a header belongs to."""
    return ColumnMapping.objects.filter(kind=kind, signature=signature).first() if signature else None


@dataclass(frozen=True)
class ListingLine:
    """A list on the page of exports."""

    title: str
    note: str
    xlsx: str
    csv: str


def listing_lines(lists: Mapping, *, only_people: bool) -> list[ListingLine]:
    """A line per list the reader may have."""
    titles = {
        "staff": (_("Сотрудники"), _("должности, роли, дни службы")),
        "students": (_("Ученики"), _("личные дела, классы, даты и приказы")),
        "representatives": (_("Законные представители"), _("кто чей, телефоны и почта")),
        "classes": (_("Классы"), _("классные руководители, смены, кабинеты")),
        "groups": (_("Учебные группы"), _("предмет, вид, классы")),
        "memberships": (_("Состав учебных групп"), _("кто в какой группе и с какого дня")),
        "subjects": (_("Предметы"), _("части плана, области, оценивание")),
        "plans": (_("Учебные планы"), _("часы по предметам и параллелям")),
        "load": (_("Нагрузка"), _("кто что ведёт, сколько часов и с какого дня")),
        "timetable": (_("Расписание"), _("строка на урок недели")),
        "terms": (_("Учебные периоды"), _("четверти, триместры, полугодия")),
        "holidays": (_("Каникулы"), _("каникулы, праздники, нерабочие дни")),
        "bells": (_("Звонки"), _("начало и конец уроков по сменам")),
    }
    return [
        ListingLine(title, note, *(reverse("office:export_list", args=[name, ending]) for ending in ("xlsx", "csv")))
        for name, (title, note) in titles.items()
        if lists[name].people or not only_people
    ]
