"""Signing in by password or by a one-time code, and reading who is signed in together with the roles of today."""

from django.contrib.auth.backends import ModelBackend

from . import actions, permissions, rules


class PasswordBackend(ModelBackend):
    """Django's own check of the password; whoever is signed in comes with the roles of today, in one query."""

    def get_user(self, user_id):
        """The open account of the session, or None."""
        user = permissions.user_with_roles(int(user_id))
        return user if user is not None and self.user_can_authenticate(user) else None


class AccessCodeBackend(PasswordBackend):
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
