"""Addresses of curricula, individual plans and load."""

urlpatterns = []
