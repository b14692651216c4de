"""Classes of courses: a group counts for every class its pupils come from."""

from dataclasses import dataclass

from apps.school.models import SchoolClass, StudyGroup


@dataclass(frozen=True)
class Audience:
    """Whose lesson it is: the name shown and the classes it counts for."""

    name: str
    classes: tuple[SchoolClass, ...]

    @property
    def level(self) -> int:
        """The highest level among the classes."""
        return max((one.level for one in self.classes), default=1)

    @property
    def days_per_week(self) -> int:
        """The longest week among the classes."""
        return max((one.days_per_week for one in self.classes), default=5)

    def has(self, class_pk: int) -> bool:
        """Whether the class takes part."""
        return any(one.pk == class_pk for one in self.classes)


class Audiences:
    """Classes and groups of a year, read in two queries."""

    def __init__(self, year_pk: int | None):
        self.classes = sorted(
            SchoolClass.objects.filter(year=year_pk).order_by("pk"), key=lambda one: (one.level, one.letter, one.name)
        )
        by_pk = {one.pk: one for one in self.classes}
        links = StudyGroup.classes.through.objects.filter(studygroup__year=year_pk).order_by("pk")
        members: dict[int, list[SchoolClass]] = {}
        for group_pk, class_pk in links.values_list("studygroup_id", "schoolclass_id"):
            members.setdefault(group_pk, []).append(by_pk[class_pk])
        self._by_class = {pk: Audience(one.name, (one,)) for pk, one in by_pk.items()}
        self._by_group = {pk: tuple(classes) for pk, classes in members.items()}

    def of(self, class_pk: int | None, group_pk: int | None, group_name: str | None) -> Audience:
        """The audience of a course by its class or its group."""
        if class_pk:
            return self._by_class[class_pk]
        return Audience(group_name or "", self._by_group.get(group_pk, ()))
