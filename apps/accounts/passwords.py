"""What is asked of an own password, in sentences a parent reads at once; the checks are Django's."""

from django.contrib.auth.password_validation import CommonPasswordValidator, MinimumLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self):
        """The sentence of a refusal."""
        said = ngettext(
            "Пароль короткий: нужно не меньше %(n)d знака.",
            "Пароль короткий: нужно не меньше %(n)d знаков.",
            self.min_length,
        )
        return said % {"n": self.min_length}


class NotCommon(CommonPasswordValidator):
    """None of the passwords that are tried first."""

    def get_error_message(self):
        """The sentence of a refusal."""
        return _("Такой пароль подбирают первым: придумайте другой.")
