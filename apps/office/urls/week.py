"""Addresses of the weekly timetable."""

from django.urls import path

from apps.office.views.week import desk, files, reading, tools

FORMS = ("pdf", "xlsx", "ics")

urlpatterns = [
    path("", reading.home, name="home"),
    path("day/", reading.day, name="day"),
    path("class/", reading.choose, {"of": "class"}, name="classes"),
    path("teacher/", reading.choose, {"of": "teacher"}, name="teachers"),
    path("room/", reading.choose, {"of": "room"}, name="by_room"),
    path("class/<int:pk>/", reading.of_class, name="class"),
    path("teacher/<int:pk>/", reading.of_teacher, name="teacher"),
    path("room/<int:pk>/", reading.of_room, name="room"),
    path("student/<int:pk>/", reading.of_student, name="student"),
    *(path(f"class/<int:pk>/{form}/", files.of_class, {"form": form}, name=f"class_{form}") for form in FORMS),
    *(path(f"teacher/<int:pk>/{form}/", files.of_teacher, {"form": form}, name=f"teacher_{form}") for form in FORMS),
    *(path(f"student/<int:pk>/{form}/", files.of_student, {"form": form}, name=f"student_{form}") for form in FORMS),
    *(path(f"room/<int:pk>/{form}/", files.of_room, {"form": form}, name=f"room_{form}") for form in FORMS[:2]),
    *(path(f"day/{form}/", files.of_school, {"form": form}, name=f"school_{form}") for form in FORMS[:2]),
    path("apply/", tools.apply, name="apply"),
    path("clashes/", tools.clashes, name="clashes"),
    path("rooms/", tools.rooms, name="rooms"),
    path("rooms/new/", tools.new_room, name="new_room"),
    path("rooms/<int:pk>/", tools.edit_room, name="edit_room"),
    path("edit/", desk.start, name="edit"),
    path("edit/go/", desk.go, name="edit_go"),
    path("edit/check/", desk.check, name="check"),
    path("edit/class/<int:pk>/", desk.edit_class, name="edit_class"),
    path("edit/teacher/<int:pk>/", desk.edit_teacher, name="edit_teacher"),
    path("edit/level/<int:level>/", desk.edit_level, name="edit_level"),
    path("edit/line/<int:pk>/", desk.entry, name="entry"),
]
