"""Addresses of the year desk, calendar and bells."""

from django.urls import path

from apps.office.views.year import years

urlpatterns = [
    path("years/new/", years.new_year, name="new_year"),
    path("years/<int:pk>/", years.year, name="year"),
]
