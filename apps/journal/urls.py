"""Addresses of the teacher's pages (contract 3)."""

from django.urls import path

from .views import grid, grid_forms

app_name = "journal"
urlpatterns = [
    path("journal/<int:pk>/", grid.grid, name="grid"),
    path("journal/<int:pk>/operations/", grid.operations, name="operations"),
    path("journal/<int:pk>/columns/", grid_forms.add_column, name="add_column"),
    path("journal/<int:pk>/terms/<int:term_pk>/", grid_forms.term, name="term"),
]
