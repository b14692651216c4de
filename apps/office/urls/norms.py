"""Addresses of the norms."""

from django.urls import path

from apps.office.views import norms

urlpatterns = [
    path("norms/", norms.norms, name="norms"),
    path("norms/change/", norms.change_norms, name="change_norms"),
    path("norms/presets/<slug:code>/", norms.preset, name="preset"),
]
