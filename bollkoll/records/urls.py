"""Addresses of records."""

from django.urls import path

from bollkoll.records import views

app_name = "records"

urlpatterns = [
    path("", views.records, name="records"),
    path("verify/", views.verify, name="verify"),
    path("<int:number>/", views.record, name="record"),
    path("<int:number>/paper", views.paper, name="paper"),
    path("<int:number>/erase-personal", views.erase_personal, name="erase_personal"),
]
