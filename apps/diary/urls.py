"""Addresses of the diary (contract 3)."""

from django.urls import path

from . import views

app_name = "diary"
urlpatterns = [
    path("", views.home, name="home"),
    path("<int:student_id>/", views.week, name="week"),
    path("<int:student_id>/grades/", views.grades, name="grades"),
    path("<int:student_id>/files/<int:file_id>/", views.file, name="file"),
]
