"""Addresses of the presets of the norms."""

urlpatterns = []
