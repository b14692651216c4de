"""Addresses of people, movement, requests, duties and lists."""

urlpatterns = []
