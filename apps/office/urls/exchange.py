"""Addresses of files that leave the school, and of the sources whose columns are known."""

from django.urls import path

from apps.office.views import exchange

urlpatterns = [
    path("import/sources/<int:pk>/forget/", exchange.forget_source, name="forget_source"),
    path("export/", exchange.index, name="export"),
    path("export/<slug:name>.<slug:file_format>", exchange.one, name="export_list"),
]
