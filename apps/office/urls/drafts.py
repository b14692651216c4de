"""Addresses of timetable drafts and files."""

from django.urls import path

from apps.office.views import builds, drafts

urlpatterns = [
    path("drafts/", drafts.index, name="drafts"),
    path("drafts/copy/", drafts.copy, name="draft_copy"),
    path("drafts/build/", builds.build, name="draft_build"),
    path("drafts/export/<slug:kind>/", builds.export, name="export"),
    path("drafts/files/<slug:token>/", drafts.file, name="draft_file"),
    path("drafts/files/<slug:token>/drop/", drafts.drop_file, name="draft_file_drop"),
    path("drafts/<int:pk>/", drafts.one, name="draft"),
    path("drafts/<int:pk>/accept/", drafts.accept, name="draft_accept"),
    path("drafts/<int:pk>/drop/", drafts.drop, name="draft_drop"),
    path("drafts/<int:pk>/stop/", builds.stop, name="draft_stop"),
    path("drafts/<int:pk>/export/<slug:kind>/", builds.export_draft, name="draft_export"),
    path("unavailable/", builds.unavailable, name="unavailable"),
]
