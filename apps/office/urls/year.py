"""Addresses of the year desk, calendar and bells."""

from django.urls import path

from apps.office.views.year import calendar, years

urlpatterns = [
    path("years/new/", years.new_year, name="new_year"),
    path("years/<int:pk>/", years.year, name="year"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/terms/new/", calendar.scheme, name="new_scheme"),
    path("calendar/terms/<int:pk>/", calendar.scheme, name="scheme"),
    path("calendar/holidays/new/", calendar.holiday, name="new_holiday"),
    path("calendar/holidays/<int:pk>/", calendar.holiday, name="holiday"),
    path("calendar/working-days/new/", calendar.working_day, name="new_working_day"),
    path("calendar/working-days/<int:pk>/", calendar.working_day, name="working_day"),
    path("calendar/import/", calendar.import_days_off, name="import_days_off"),
]
