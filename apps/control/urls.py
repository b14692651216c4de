"""Addresses of control (contract 3)."""

from django.urls import path

from . import views

app_name = "control"
urlpatterns = [
    path("", views.debts, name="debts"),
    path("debts.xlsx", views.debts_file, {"file_format": "xlsx"}, name="debts_xlsx"),
    path("debts.csv", views.debts_file, {"file_format": "csv"}, name="debts_csv"),
    path("teachers/", views.teachers, name="teachers"),
    path("teachers.xlsx", views.teachers_file, {"file_format": "xlsx"}, name="teachers_xlsx"),
    path("teachers.csv", views.teachers_file, {"file_format": "csv"}, name="teachers_csv"),
    path("terms/", views.terms, name="terms"),
    path("terms.xlsx", views.terms_file, {"file_format": "xlsx"}, name="terms_xlsx"),
    path("terms.csv", views.terms_file, {"file_format": "csv"}, name="terms_csv"),
    path("terms/<int:term_id>/classes/<int:class_id>/accept/", views.accept_class, name="accept_class"),
]
