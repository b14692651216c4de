"""Menu and start page of every role: one table, and the shell that ``base.html`` shows."""

from dataclasses import dataclass, replace

from django.conf import settings
from django.http import HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from apps.accounts.enums import Role
from apps.accounts.permissions import active_role, roles_in_order
from apps.accounts.views import ACTIVE_ROLE
from apps.core import clock
from apps.office.queries.persons import open_requests
from apps.school.queries import profile

MY_DAY = ("/my-day/", _("Мой день"), "day")
JOURNALS = ("/journal/", _("Журналы"), "journal")
CLASSES = ("/classes/", _("Классы"), "class")
DIARY = ("/diary/", _("Дневник"), "diary")
CONTROL = ("/control/", _("Контроль"), "control")
ARCHIVE = ("/archive/", _("Архив"), "archive")
TIMETABLE = ("/timetable/", _("Расписание"), "timetable")
SUBSTITUTIONS = ("/timetable/days/", _("Замены"), "swap")
SCHOOL = ("/school/", _("Школа"), "school")
STUDENTS = ("/school/students/", _("Ученики"), "class")
MOVEMENTS = ("/school/movements/", _("Движение"), "swap")
REQUESTS = ("/school/requests/", _("Заявки"), "messages")
CERTIFICATES = ("/school/certificates/", _("Справки"), "paper")
ACCOUNTS = ("/school/accounts/", _("Доступ"), "people")

# The first line of a role is its start page.
MENUS = {
    Role.TEACHER: [MY_DAY, JOURNALS, TIMETABLE],
    Role.CLASS_TEACHER: [MY_DAY, JOURNALS, CLASSES, TIMETABLE],
    Role.DEPUTY: [CONTROL, SUBSTITUTIONS, JOURNALS, TIMETABLE, CLASSES, ARCHIVE, SCHOOL],
    Role.DIRECTOR: [CONTROL, JOURNALS, TIMETABLE, CLASSES, ARCHIVE, SCHOOL],
    Role.ADMINISTRATOR: [SCHOOL, ACCOUNTS, TIMETABLE, JOURNALS, CLASSES, CONTROL, ARCHIVE],
    Role.SECRETARY: [STUDENTS, MOVEMENTS, REQUESTS, CERTIFICATES, TIMETABLE],
    Role.STUDENT: [DIARY, TIMETABLE],
    Role.REPRESENTATIVE: [DIARY, TIMETABLE],
}
NO_ROLE_PAGE = "/account/"
# Pages that stand under a line of the menu though their address begins otherwise.
BELONGS = [
    ("/timetable/days/claim/", MY_DAY[0]),
    ("/timetable/register/", SUBSTITUTIONS[0]),
    ("/timetable/distance/", SUBSTITUTIONS[0]),
    ("/school/", CLASSES[0]),  # lists, requests and subgroups of the own class
    ("/school/", STUDENTS[0]),
]
ON_A_PHONE = 5  # as many fit at the bottom edge; with more the last place is «Ещё»


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu; ``is_overflow`` hides it in «Ещё» on a phone."""

    path: str
    label: str
    icon: str
    is_current: bool
    is_overflow: bool
    count: int = 0  # what waits there


@dataclass(frozen=True)
class RoleLine:
    """A line of the role switch."""

    code: str
    label: str
    is_active: bool


@dataclass(frozen=True)
class Shell:
    """What the frame of every page knows; empty for somebody who is not signed in."""

    user_id: int | None = None
    user_name: str = ""
    username: str = ""
    school_name: str = ""
    role_label: str = ""
    roles: tuple[RoleLine, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    overflow: tuple[MenuItem, ...] = ()
    demo_day: object = None


def start_page(role: str) -> str:
    """Address of the start page of a role; the own account for somebody without any."""
    return MENUS[role][0][0] if role in MENUS else NO_ROLE_PAGE


def start(request):
    """``/``: the start page of the active role."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET"])
    return redirect(start_page(active_role(request.user, request.session.get(ACTIVE_ROLE, ""))))


def menu_for(role: str, here: str) -> tuple[MenuItem, ...]:
    """The menu of a role; the line with the longest address that begins ``here`` is the current one.

    A single line is no menu: the start page and the name of the journal lead there anyway.
    """
    lines = MENUS.get(role, [])
    if len(lines) < 2:
        return ()
    known = {path for path, _label, _icon in lines}
    current = max((path for path in known if here.startswith(path)), key=len, default=None)
    if current in (None, TIMETABLE[0], SUBSTITUTIONS[0]):
        current = next((line for page, line in BELONGS if here.startswith(page) and line in known), current)
    room = ON_A_PHONE if len(lines) <= ON_A_PHONE else ON_A_PHONE - 1
    return tuple(
        MenuItem(path, str(label), icon, is_current=path == current, is_overflow=place >= room)
        for place, (path, label, icon) in enumerate(lines)
    )


def shell(request) -> dict:
    """Context processor: ``shell``, made when the page first asks for it."""
    return {"shell": SimpleLazyObject(lambda: _shell_of(request))}


def _shell_of(request) -> Shell:
    demo_day = clock.today() if settings.DEMO else None
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return Shell(demo_day=demo_day)
    role = active_role(user, request.session.get(ACTIVE_ROLE, ""))
    menu = _counted(menu_for(role, request.path))
    return Shell(
        user_id=user.pk,
        user_name=user.display_name or user.username,
        username=user.username,
        school_name=_school_name(),
        role_label=str(Role(role).label) if role else "",
        roles=tuple(RoleLine(code, str(Role(code).label), code == role) for code in roles_in_order(user)),
        menu=menu,
        overflow=tuple(item for item in menu if item.is_overflow),
        demo_day=demo_day,
    )


def _counted(menu: tuple[MenuItem, ...]) -> tuple[MenuItem, ...]:
    """The menu with the number of requests that wait, where it has the line: one query for the secretary alone."""
    return tuple(replace(item, count=open_requests()) if item.path == REQUESTS[0] else item for item in menu)


def _school_name() -> str:
    return str(profile())
