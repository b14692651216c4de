"""Addresses of timetable drafts and files."""

from django.urls import path

from apps.office.views import drafts

urlpatterns = [
    path("drafts/", drafts.index, name="drafts"),
    path("drafts/copy/", drafts.copy, name="draft_copy"),
    path("drafts/files/<slug:token>/", drafts.file, name="draft_file"),
    path("drafts/files/<slug:token>/drop/", drafts.drop_file, name="draft_file_drop"),
    path("drafts/<int:pk>/", drafts.one, name="draft"),
    path("drafts/<int:pk>/accept/", drafts.accept, name="draft_accept"),
    path("drafts/<int:pk>/drop/", drafts.drop, name="draft_drop"),
]
