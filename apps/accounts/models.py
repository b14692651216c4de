"""Accounts, roles and one-time access codes."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.history import Tracked, history_of
from apps.core.text import search_key

from .enums import Role


class UserManager(BaseUserManager):
    """Creates accounts; without a password an account cannot be entered until a code is issued."""

    def create_user(self, username, password=None, **fields):
        """A saved account; ``password`` None means an unusable one (decision 16)."""
        user = self.model(username=username, **fields)
        user.search_key = search_key(user.display_name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username, password=None, **fields):
        """The technical account of the command line."""
        return self.create_user(username, password, is_staff=True, is_superuser=True, **fields)


class User(Tracked, AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in; never deleted, only closed."""

    username = models.CharField(
        _("логин"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        db_index=True,
    )
    display_name = models.CharField(_("имя"), max_length=200)
    search_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    email = models.EmailField(_("e-mail"), blank=True)
    is_active = models.BooleanField(_("открыта"), default=True)
    is_staff = models.BooleanField(_("видит служебный раздел"), default=False)
    rules_accepted_at = models.DateTimeField(_("правила приняты"), null=True, blank=True)  # SEC-08
    created_at = models.DateTimeField(_("создана"), default=timezone.now, editable=False)
    last_login = None  # sign-ins are rows of SignIn; a column here would leave a history row per sign-in
    history = history_of(excluded=["password", "search_key"])

    objects = UserManager()
    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        verbose_name = _("учётная запись")
        verbose_name_plural = _("учётные записи")

    def __str__(self):
        return self.display_name or self.username

    def get_full_name(self):
        """The name people read."""
        return str(self)

    get_short_name = get_full_name


class RoleAssignment(Tracked):
    """A role from a day on; student, representative and class teacher follow the facts of the school."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_assignments")
    role = models.CharField(_("роль"), max_length=16, choices=Role.choices)
    starts_on = models.DateField(_("с"))
    ends_on = models.DateField(_("по"), null=True, blank=True)
    history = history_of()

    class Meta:
        verbose_name = _("роль")
        verbose_name_plural = _("роли")
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "starts_on"], name="role_once_per_start"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="role_dates_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.get_role_display()}"


class AccessCode(models.Model):
    """A one-time code for the first sign-in; kept hashed, shown once (ACC-03, ACC-05)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="access_codes")
    code_hash = models.CharField(max_length=128)
    issued_at = models.DateTimeField(_("выдан"), default=timezone.now)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField(_("действует до"))
    used_at = models.DateTimeField(_("использован"), null=True)
    revoked_at = models.DateTimeField(_("отозван"), null=True)

    class Meta:
        verbose_name = _("одноразовый код")
        verbose_name_plural = _("одноразовые коды")


class SignIn(models.Model):
    """One sign-in and the browser session it began; real time, not the demo clock (SEC-08)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)
    signed_in_at = models.DateTimeField(_("вход"), default=timezone.now)
    ended_at = models.DateTimeField(_("конец"), null=True)
    address = models.GenericIPAddressField(_("адрес"), null=True)
    browser = models.CharField(_("браузер"), max_length=255, blank=True)
    by_code = models.BooleanField(_("по одноразовому коду"), default=False)

    class Meta:
        verbose_name = _("вход")
        verbose_name_plural = _("входы")
        indexes = [models.Index(fields=["user", "-signed_in_at"], name="sign_ins_of_user")]
