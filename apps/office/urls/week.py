"""Addresses of the weekly timetable."""

from django.urls import path

from apps.office.views.week import reading

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
]
