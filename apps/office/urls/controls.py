"""Addresses of the schedule of control works."""

from django.urls import path

from apps.office.views import controls

urlpatterns = [
    path("controls/", controls.index, name="controls"),
    path("controls/new/", controls.new, name="new_control"),
    path("controls/export/", controls.export, name="export_controls"),
    path("controls/classes/<int:pk>/check/", controls.check, name="check_control"),
    path("controls/<int:pk>/", controls.one, name="control"),
    path("controls/<int:pk>/drop/", controls.drop, name="drop_control"),
]
