"""Who of a class or of the staff can sign in already, and who waits for a code."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils import timezone

from apps.accounts.enums import STAFF_ROLES
from apps.accounts.models import RoleAssignment, User
from apps.core import clock

from ..models import Enrolment, Guardianship, SchoolClass, StaffMember


@dataclass(frozen=True)
class AccessLine:
    """A person and the state of the account.

    Attributes:
        user: the account.
        name: full name.
        whose: for a representative the pupil's name, else what the person is.
        is_ready: has an own password.
        code_until: when the code handed out and not used yet expires, or None.
    """

    user: User
    name: str
    whose: str
    is_ready: bool
    code_until: object

    @property
    def is_wanting(self) -> bool:
        """Neither an own password nor a code that works: ticked on the page from the start."""
        return not self.is_ready and self.code_until is None


def access_of_class(school_class: SchoolClass, *, with_staff: bool) -> list[AccessLine]:
    """Pupils of today in order, each followed by the representatives who read the diary; three queries.

    Without ``with_staff`` those who hold a role of the staff are left out, at the price of a fourth.
    """
    today = clock.today()
    enrolments = Enrolment.objects.on(today).filter(school_class=school_class).select_related("student__user")
    students = [row.student for row in enrolments.order_by("student__sort_key", "student_id")]
    by_student = {}
    reading = Guardianship.objects.on(today).reading()  # whoever reads nothing gets no slip (I-18)
    guardians = reading.filter(student__in=students).select_related("representative__user")
    for row in guardians.order_by("representative__sort_key", "pk"):
        by_student.setdefault(row.student_id, []).append(row)
    found = []
    for student in students:
        found.append((student.user, student.full_name, ""))
        for row in by_student.get(student.pk, ()):
            whose = f"{row.get_relation_display()} · {student.short_name}"
            found.append((row.representative.user, row.representative.full_name, whose))
    return _lines(found if with_staff else _without_staff(found, today))


def _without_staff(people: list[tuple], today) -> list[tuple]:
    held = RoleAssignment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), role__in=STAFF_ROLES)
    users = [user for user, _name, _whose in people]
    staff = set(held.filter(user__in=[user for user in users if user]).values_list("user_id", flat=True))
    return [one for one in people if one[0] is None or one[0].pk not in staff]


def access_of_staff() -> list[AccessLine]:
    """Employees who work today, in order; two queries."""
    today = clock.today()
    rows = StaffMember.objects.filter(Q(works_until=None) | Q(works_until__gte=today)).select_related("user")
    return _lines((row.user, row.full_name, row.job_title) for row in rows.order_by("sort_key", "pk"))


def _lines(people: Iterable[tuple[User | None, str, str]]) -> list[AccessLine]:
    """Lines of those who have an open account, each account once."""
    once = {user.pk: (user, name, whose) for user, name, whose in reversed(list(people)) if user and user.is_active}
    codes = dict(
        User.objects.filter(
            pk__in=once,
            access_codes__used_at=None,
            access_codes__revoked_at=None,
            access_codes__expires_at__gt=timezone.now(),  # real time, as everything about signing in
        )
        .annotate(until=Max("access_codes__expires_at"))
        .values_list("pk", "until")
    )
    return [
        AccessLine(user, name, whose, is_ready=user.has_usable_password(), code_until=codes.get(pk))
        for pk, (user, name, whose) in reversed(once.items())
    ]
