"""Plans accounts and roles of people; accounts get no usable password until a code is issued (decision 16)."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from apps.accounts.models import RoleAssignment, User
from apps.accounts.rules import username_for
from apps.core.text import search_key
from apps.office.actions.loading import Loading


class Accounts:
    """Known logins and roles, and the accounts the load adds."""

    def __init__(self, load: Loading):
        self.load = load
        users = load.fetch(User, User.objects.order_by("pk"))
        self.by_login = {user.username.casefold(): user for user in users}
        told = (getattr(row, "login", "") for rows in load.reading.rows.values() for row in rows)
        self.reserved = {login.casefold() for login in told if login}
        everybody = (*load.staff.all, *load.students.all, *load.representatives.all)
        self.claimed = {one.user_id for one in everybody if one.user_id}
        self.held: dict[int, set[str]] = {}
        self.assignments: dict[int, list[RoleAssignment]] = {}
        self.leaving: list[tuple[User, date]] = []
        self.gone = {
            id(self.user_of(one)) for one in load.staff.all if one.works_until and one.works_until < load.today
        }
        self.begun: set[tuple[int, str, date]] = set()
        for row in load.fetch(RoleAssignment, RoleAssignment.objects.order_by("pk")):
            holder = id(load.known(User, row.user_id))
            self.begun.add((holder, row.role, row.starts_on))
            if row.ends_on is None or row.ends_on >= load.today:
                self.held.setdefault(holder, set()).add(row.role)
                self.assignments.setdefault(holder, []).append(row)

    def account_fault(self, person, login: str, name: str = "") -> str:
        """Why the login cannot be this person's, as a sentence; empty when it can.

        Args:
            name: full name of an employee, whose account may have been made before the card: the first
                administrator's is.
        """
        if not login:
            return ""
        holder = self.by_login.get(login.casefold())
        mine = self.user_of(person) if person is not None else None
        if holder is None or holder is mine:
            return ""
        if name and mine is None and self._is_unclaimed(holder):
            if holder.search_key == search_key(name):
                return ""
            message = _("Логин уже занят учётной записью «%s». Если это тот же человек, напишите ФИО так же.")
            return message % holder.display_name
        return _("Логин уже занят другим человеком.")

    def waiting(self, name: str) -> User | None:
        """The account of nobody in the school's lists that bears exactly this name."""
        key = search_key(name)
        found = (user for user in self.by_login.values() if user.search_key == key and self._is_unclaimed(user))
        return next(found, None)

    def _is_unclaimed(self, user: User) -> bool:
        return bool(user.pk) and user.pk not in self.claimed

    def user_of(self, person) -> User | None:
        """The account of a person, planned ones included."""
        field = type(person)._meta.get_field("user")
        cached = field.get_cached_value(person, None)
        return cached if cached is not None else self.load.known(User, person.user_id)

    def known_by(self, login: str, people: list):
        """The one of these persons whose account has the login; None when nobody has."""
        holder = self.by_login.get(login.casefold()) if login else None
        return next((one for one in people if holder is not None and self.user_of(one) is holder), None)

    def follow(self, person, login: str, *, email: str = "", renamed: bool, is_news: bool) -> User | None:
        """The account after a row about the person.

        Made for whoever is new to the school or gets a login; renamed with the person. Someone known without an
        account stays without one: the same file again changes nothing (ADM-03).

        Args:
            renamed: the row changed the person's name.
            is_news: the row tells of a person or a place that was not known.
        """
        user = self.user_of(person)
        if user is None:
            return self.plan_account(person, login, email) if is_news or login else None
        if (login and login.casefold() != user.username.casefold()) or renamed or email:
            return self.plan_account(person, login, email, renamed=renamed)
        return user

    def plan_account(self, person, login: str, email: str = "", *, renamed: bool = False) -> User:
        """The person's account: made when there is none; the file may give another login, name or e-mail."""
        user = self.user_of(person)
        name = person.full_name
        if user is None:
            user = self._claimed(login, email) or self._made(person, login, email)
            if person.pk is None:
                person.user = user
            else:
                self.load.plan.update(person, user=user)
            return user
        values = {"display_name": name, "search_key": search_key(name)} if renamed else {}
        if login and login.casefold() != user.username.casefold():
            self.by_login.pop(user.username.casefold(), None)
            values["username"] = login.lower()
            self.by_login[login.casefold()] = user
        self.load.plan.update(user, **values, **({"email": email} if email else {}))
        return user

    def _claimed(self, login: str, email: str) -> User | None:
        """The account that stood before the person's card, with the login; it belongs to the person from now on."""
        user = self.by_login.get(login.casefold()) if login else None
        if user is not None:
            self.claimed.add(user.pk)
            self.load.plan.update(user, **({"email": email} if email else {}))
        return user

    def _made(self, person, login: str, email: str) -> User:
        name = person.full_name
        username = login.lower() or self._new_login(person)
        user = self.load.plan.create(
            User(
                username=username, display_name=name, search_key=search_key(name), email=email,
                password=make_password(None),
            )
        )  # fmt: skip
        self.by_login[username.casefold()] = user
        return user

    def _new_login(self, person) -> str:
        return username_for(person.last_name, person.first_name, person.patronymic, self)

    def __contains__(self, login: str) -> bool:
        """Whether a made-up login is taken, by an account or by a later row of the file."""
        return login in self.by_login or login in self.reserved

    def give_role(self, user: User, role: str, starts_on: date | None = None) -> None:
        """Plan a role unless it is held or the person has left; it begins with the year, or today before the year."""
        held = self.held.setdefault(id(user), set())
        if role in held or id(user) in self.gone:
            return
        held.add(role)
        begins = starts_on or min(self.load.today, self.load.year.starts_on)
        if (id(user), role, begins) in self.begun:  # it was held from that day and has ended: again from today on
            begins = self.load.today
        if (id(user), role, begins) in self.begun:
            return
        self.begun.add((id(user), role, begins))
        row = self.load.plan.create(RoleAssignment(user=user, role=role, starts_on=begins))
        self.assignments.setdefault(id(user), []).append(row)

    def leaves(self, user: User, day: date) -> None:
        """The person works until this day: every role ends with it."""
        self.leaving.append((user, day))
        if day < self.load.today:
            self.gone.add(id(user))

    def end_roles(self) -> None:
        """Plan the end of the roles of those who leave; called when all roles are known."""
        for user, day in self.leaving:
            for row in self.assignments.get(id(user), ()):
                if row.ends_on is None or row.ends_on > day:
                    self.load.plan.update(row, ends_on=max(day, row.starts_on))
