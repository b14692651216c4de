"""Addresses of the teacher's and the class teacher's pages (contract 3)."""

from django.urls import path

from .views import courses, exports, files, grid, lesson, my_day, school_class, term
from .views.grid_forms import add_column

app_name = "journal"
urlpatterns = [
    path("my-day/", my_day.my_day, name="my_day"),
    path("journal/", courses.courses, name="courses"),
    path("journal/lessons/<int:pk>/", lesson.lesson, name="lesson"),
    path("journal/files/<int:pk>/", files.homework_file, name="homework_file"),
    path("journal/<int:pk>/", grid.grid, name="grid"),
    path("journal/<int:pk>/operations/", grid.operations, name="operations"),
    path("journal/<int:pk>/columns/", add_column, name="add_column"),
    path("journal/<int:pk>/term/<int:term_pk>/", term.term, name="term"),
    path("journal/<int:pk>/<slug:part>.<slug:file_format>", exports.course_file, name="course_file"),
    path("journal/<int:pk>/term/<int:term_pk>/grades.<slug:file_format>", exports.term_file, name="term_file"),
    path("classes/<int:pk>/sheet.<slug:file_format>", exports.class_file, name="class_file"),
    path("classes/", school_class.classes, name="classes"),
    path("classes/<int:pk>/", school_class.school_class, name="class"),
]
