"""Addresses below /archive/."""

from django.urls import path

from . import views

app_name = "archive"
urlpatterns = [
    path("", views.archive, name="index"),
    path("volumes.xlsx", views.archive_file, {"file_format": "xlsx"}, name="volumes_xlsx"),
    path("volumes.csv", views.archive_file, {"file_format": "csv"}, name="volumes_csv"),
    path("seal/<int:school_class>/<int:term>/", views.seal, name="seal"),
    path("jobs/<int:job>/", views.progress, name="progress"),
    path("verify/<slug:code>/", views.verify, name="verify"),
    path("<slug:number>/", views.document, name="document"),
    path("<slug:number>/<slug:kind>/", views.download, name="download"),
]
