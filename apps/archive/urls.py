"""Addresses below /archive/."""

from django.urls import path

from . import views

app_name = "archive"
urlpatterns = [
    path("", views.archive, name="index"),
    path("seal/<int:school_class>/<int:term>/", views.seal, name="seal"),
    path("jobs/<int:job>/", views.progress, name="progress"),
    path("verify/<str:code>/", views.verify, name="verify"),
    path("<str:number>/", views.document, name="document"),
    path("<str:number>/<str:kind>/", views.download, name="download"),
]
