"""Addresses of lists of cases; part of ``cases:``."""

from django.urls import path

from bollkoll.cases import afterwards, list_views, promise_views

urlpatterns = [
    path("", list_views.case_list, name="list"),
    path("many", list_views.change_many, name="many"),
    path("many/take-back", afterwards.take_back_many, name="take_back_many"),
    path("many/repromise", promise_views.repromise, name="repromise"),
    path("many/<slug:verb>", list_views.many_form, name="many_form"),
    path("filters", list_views.filters, name="filters"),
    path("export.csv", list_views.export_list, name="export"),
    path("views", list_views.save_view, name="save_view"),
    path("views/<int:pk>/remove", list_views.remove_view, name="remove_view"),
]
