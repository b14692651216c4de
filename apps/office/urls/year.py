"""Addresses of the year desk, calendar and bells."""

from django.urls import path

from apps.office.views.year import bells, calendar, new_year, years

urlpatterns = [
    path("years/new/", years.new_year, name="new_year"),
    path("years/<int:pk>/", years.year, name="year"),
    path("new-year/", new_year.from_last, name="new_year_from_last"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/terms/new/", calendar.scheme, name="new_scheme"),
    path("calendar/terms/<int:pk>/", calendar.scheme, name="scheme"),
    path("calendar/holidays/new/", calendar.holiday, name="new_holiday"),
    path("calendar/holidays/<int:pk>/", calendar.holiday, name="holiday"),
    path("calendar/working-days/new/", calendar.working_day, name="new_working_day"),
    path("calendar/working-days/<int:pk>/", calendar.working_day, name="working_day"),
    path("bells/", bells.bells, name="bells"),
    path("bells/sets/new/", bells.bell_set, name="new_bell_set"),
    path("bells/sets/<int:pk>/", bells.bell_set, name="bell_set"),
    path("bells/days/new/", bells.bell_day, name="new_bell_day"),
    path("bells/days/<int:pk>/", bells.bell_day, name="bell_day"),
    path("bells/regimes/new/", bells.regime, name="new_regime"),
    path("bells/regimes/<int:pk>/", bells.regime, name="regime"),
    path("calendar/import/", calendar.import_days_off, name="import_days_off"),
]
