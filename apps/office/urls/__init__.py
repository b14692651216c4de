"""Addresses of the school's set-up, people and loading; every area has a module of its own."""

from django.urls import include, path

from apps.office.views import files, people, school

app_name = "office"

AREAS = ("year", "persons", "groups", "plans", "norms", "exchange")

urlpatterns = [
    path("", school.start, name="start"),
    path("profile/", school.school_profile, name="profile"),
    path("classes/", people.classes, name="classes"),
    path("classes/<int:pk>/", people.one_class, name="class"),
    path("students/", people.students, name="students"),
    path("staff/", people.staff, name="staff"),
    path("courses/", people.courses, name="courses"),
    path("import/", files.start, name="import"),
    path("import/template/", files.blank, name="template"),
    path("import/<slug:token>/", files.one, name="upload"),
    path("import/<slug:token>/confirm/", files.confirm, name="confirm"),
    path("import/<slug:token>/columns/", files.set_mapping, name="columns"),
    path("import/<slug:token>/drop/", files.drop, name="drop"),
    *(path("", include(f"apps.office.urls.{area}")) for area in AREAS),
]
