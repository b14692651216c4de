"""Forms of signing in, first steps, own password and the administrator's accounts."""

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .enums import Role


class SignInForm(forms.Form):
    """Login and password, or login and one-time code in the same field."""

    username = forms.CharField(
        label=_("Логин"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = forms.CharField(
        label=_("Пароль или одноразовый код"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_username(self):
        """Logins are stored in lower case; phones like to begin with a capital."""
        return self.cleaned_data["username"].strip().lower()


class NewPasswordForm(forms.Form):
    """A new own password, twice."""

    password = forms.CharField(
        label=_("Новый пароль"),
        strip=False,
        max_length=256,
        help_text=_("Не короче восьми знаков и не из списка частых. Хорошо работают три-четыре слова подряд."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Новый пароль ещё раз"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user, *args, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean(self):
        """Both the same, and strong enough for the validators of the settings."""
        data = super().clean()
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", _("Пароли не совпали, введите ещё раз."))
        elif password:
            try:
                password_validation.validate_password(password, self.user)
            except ValidationError as error:
                self.add_error("password", error)
        return data


class ChangePasswordForm(NewPasswordForm):
    """A new own password for somebody who knows the present one."""

    old_password = forms.CharField(
        label=_("Нынешний пароль"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old_password", "password", "password_again"]

    def clean_old_password(self):
        """The present password, which must be right."""
        value = self.cleaned_data["old_password"]
        if not self.user.check_password(value):
            raise ValidationError(_("Нынешний пароль введён неверно."))
        return value


class FirstStepsForm(NewPasswordForm):
    """What the first sign-in demands: an own password and the rule of confidentiality (SEC-08)."""

    accept = forms.BooleanField(
        label=_("Обязуюсь хранить логин и пароль в тайне и никому их не передавать, в том числе ученикам и коллегам."),
        error_messages={"required": _("Без этого согласия работать в журнале нельзя.")},
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        if user.has_usable_password():
            del self.fields["password"], self.fields["password_again"]
        if user.rules_accepted_at:
            del self.fields["accept"]


class AccountSearchForm(forms.Form):
    """The filter of the administrator's list."""

    q = forms.CharField(label=_("Имя или логин"), required=False, max_length=100)
    role = forms.ChoiceField(label=_("Роль"), required=False, choices=[("", _("все"))] + list(Role.choices))


class NewAccountForm(forms.Form):
    """A new account."""

    display_name = forms.CharField(label=_("Фамилия, имя, отчество"), max_length=200)
    username = forms.SlugField(
        label=_("Логин"), max_length=60, help_text=_("Латинские буквы, цифры, дефис и подчёркивание.")
    )


class RoleForm(forms.Form):
    """A role given or ended."""

    role = forms.ChoiceField(label=_("Роль"), choices=Role.choices)
