"""Addresses of exports and mappings of columns."""

urlpatterns = []
