"""Addresses of access details."""

from django.urls import path

from . import views

app_name = "school"
urlpatterns = [
    path("classes/<int:pk>/access/", views.class_access, name="class_access"),
    path("school/access/", views.staff_access, name="staff_access"),
]
