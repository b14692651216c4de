"""Signing in with a one-time code typed in place of the password."""

from django.contrib.auth.backends import ModelBackend

from . import actions, rules


class AccessCodeBackend(ModelBackend):
    """Asked after the password backend; a code that fits is used up (ACC-03)."""

    def authenticate(self, request, username=None, password=None, **kwargs):
        """The user whose code was typed, or None."""
        if request is None or not username or not password or not rules.looks_like_code(password):
            return None
        return actions.redeem_code(username=username, code=password)

    def has_perm(self, user_obj, perm, obj=None):
        """Permissions are the other backends' business."""
        return False

    def has_module_perms(self, user_obj, app_label):
        """Permissions are the other backends' business."""
        return False

    def get_all_permissions(self, user_obj, obj=None):
        """Permissions are the other backends' business."""
        return set()
