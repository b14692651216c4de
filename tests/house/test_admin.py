"""Django's admin is nobody's daily tool: nothing of the house can be written there."""

from django.contrib import admin


def test_no_model_can_be_written_in_the_admin(rf, cast):
    request = rf.get("/admin/")
    request.user = cast.igor
    cast.igor.is_staff = cast.igor.is_superuser = True
    for model, room in admin.site._registry.items():
        rights = room.get_model_perms(request)
        assert not (rights["add"] or rights["change"] or rights["delete"]), model


def test_the_groups_of_django_are_not_there(cast, browser_of):
    cast.igor.is_staff = cast.igor.is_superuser = True
    cast.igor.save()
    assert browser_of(cast.igor).post("/admin/auth/group/add/", {"name": "x"}).status_code == 404
