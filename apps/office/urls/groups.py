"""Addresses of study groups and class sets."""

urlpatterns = []
