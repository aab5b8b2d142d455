"""Addresses of knowledge."""

from django.urls import path

from bollkoll.knowledge import views

app_name = "knowledge"

urlpatterns = [
    path("", views.templates, name="templates"),
    path("add", views.add_template, name="add_template"),
    path("<int:pk>/change", views.change_template, name="change_template"),
    path("<int:pk>/end", views.end_template, name="end_template"),
    path("<int:pk>/bring-back", views.bring_back_template, name="bring_back_template"),
]
