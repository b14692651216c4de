"""Addresses of the site: includes only."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import Group
from django.urls import include, path
from django.views.generic import RedirectView

from . import navigation

admin.site.unregister(Group)  # Django's own entry, and writable: rights here follow from roles and facts alone

urlpatterns = [
    path("", include("apps.core.urls")),
    path("", navigation.start, name="start"),
    path("", include("apps.accounts.urls")),
    path("", include("apps.school.urls")),
    path("", include("apps.journal.urls")),
    path("archive/", include("apps.archive.urls")),
    path("diary/", include("apps.diary.urls")),
    path("control/", include("apps.control.urls")),
    path("school/", include("apps.office.urls")),
    path("timetable/", include("apps.office.urls.timetable")),
    path("admin/login/", login_not_required(RedirectView.as_view(url="/login/", query_string=True))),
    path("admin/", admin.site.urls),
]
