"""Addresses of the desk."""

from django.urls import path

from bollkoll.desk import audit_views, promise_views, views

app_name = "desk"

urlpatterns = [
    path("inflow/", views.inflow, name="inflow"),
    path("inflow/accept", views.accept_many, name="accept_many"),
    path("inflow/load", views.load, name="load"),
    path("inflow/<int:number>", views.deal_out, name="deal_out"),
    path("inflow/<int:number>/suggest", views.suggest, name="suggest"),
    path("inflow/<int:number>/accept", views.accept, name="accept"),
    path("mine/", views.mine, name="mine"),
    path("promises/", promise_views.promises, name="promises"),
    path("audit/", audit_views.audit, name="audit"),
    path("palette", views.palette, name="palette"),
]
