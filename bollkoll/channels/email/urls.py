"""Addresses of mail."""

app_name = "email"

urlpatterns: list = []
