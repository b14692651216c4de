"""Addresses of control (contract 3)."""

from django.urls import path

from . import views

app_name = "control"
urlpatterns = [
    path("", views.debts, name="debts"),
    path("debts.xlsx", views.debts_xlsx, name="debts_xlsx"),
    path("teachers/", views.teachers, name="teachers"),
    path("teachers.xlsx", views.teachers_xlsx, name="teachers_xlsx"),
    path("terms/", views.terms, name="terms"),
    path("terms/<int:term_id>/classes/<int:class_id>/accept/", views.accept_class, name="accept_class"),
]
