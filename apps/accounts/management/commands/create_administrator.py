"""The first way into a fresh installation: an administrator with a one-time code."""

from django.core.management.base import BaseCommand, CommandError

from apps.accounts import actions
from apps.accounts.enums import Role
from apps.accounts.models import User
from apps.core.errors import RuleViolation


class Command(BaseCommand):
    """``manage.py create_administrator ivanov "Иванов Иван Иванович"``; again for a fresh code."""

    help = "Makes an account with the administrator's role and prints its one-time code, also for a forgotten password."

    def add_arguments(self, parser):
        """Login and name."""
        parser.add_argument("username")
        parser.add_argument("name", nargs="?", default="")

    def handle(self, *, username, name, **options):
        """Exit status 1 with a sentence when the account can get no code."""
        user = User.objects.filter(username=username.lower()).first()
        try:
            if user is None:
                user = actions.create_user(username=username, display_name=name or username, by=None)
            actions.assign_role(user=user, role=Role.ADMINISTRATOR, by=None)
            code = actions.issue_code(user=user, by=None)
        except RuleViolation as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Логин: {user.username}\nОдноразовый код: {code}\nКод действует 14 дней и только один раз.")
