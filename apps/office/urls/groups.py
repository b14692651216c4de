"""Addresses of study groups and class sets."""

from django.urls import path

from apps.office.views import groups, splits

urlpatterns = [
    path("groups/", groups.groups, name="groups"),
    path("groups/new/", groups.new_group, name="new_group"),
    path("groups/unattached/", splits.unattached, name="unattached"),
    path("groups/unattached/xlsx/", splits.unattached_xlsx, name="unattached_xlsx"),
    path("groups/unattached/attach/", splits.attach, name="attach"),
    path("groups/split/<int:class_pk>/", splits.divisions, name="divisions"),
    path("groups/split/<int:class_pk>/<int:subject_pk>/", splits.split, name="split"),
    path("groups/split/<int:class_pk>/<int:subject_pk>/confirm/", splits.confirm, name="confirm_split"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/edit/", groups.edit_group, name="edit_group"),
    path("groups/<int:pk>/page/", groups.add_page, name="group_page"),
    path("groups/<int:pk>/members/", groups.add_members, name="add_members"),
    path("groups/<int:pk>/members/<int:membership_pk>/end/", groups.end_membership, name="end_membership"),
    path("groups/<int:pk>/end/", groups.end_group, name="end_group"),
]
