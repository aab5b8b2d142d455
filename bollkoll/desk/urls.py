"""Addresses of the desk."""

from django.urls import path

from bollkoll.desk import audit_views, dealing_views, lying_views, now_views, promise_views, standup_views, views

app_name = "desk"

urlpatterns = [
    path("now/", now_views.now, name="now"),
    path("now/overdue", now_views.overdue, name="overdue"),
    path("now/wall", now_views.wall, name="wall"),
    path("inflow/", views.inflow, name="inflow"),
    path("inflow/deal-out", dealing_views.deal_out_many, name="deal_out_many"),
    path("inflow/accept", views.accept_many, name="accept_many"),
    path("inflow/load", views.load, name="load"),
    path("inflow/balls/<uuid:pk>", lying_views.give_ball, name="give_ball"),
    path("inflow/<int:number>", views.deal_out, name="deal_out"),
    path("inflow/<int:number>/suggest", views.suggest, name="suggest"),
    path("inflow/<int:number>/accept", views.accept, name="accept"),
    path("mine/", views.mine, name="mine"),
    path("promises/", promise_views.promises, name="promises"),
    path("stand-up/", standup_views.stand_up, name="stand_up"),
    path("stand-up/begin", standup_views.begin_stand_up, name="begin_stand_up"),
    path("stand-up/rules", standup_views.change_stand_up_rules, name="change_stand_up_rules"),
    path("stand-up/past/", standup_views.past_stand_ups, name="past_stand_ups"),
    path("stand-up/<int:pk>/", standup_views.past_stand_up, name="past_stand_up"),
    path("stand-up/<int:pk>/attendance", standup_views.mark_attendance, name="mark_attendance"),
    path("stand-up/<int:pk>/note", standup_views.note_down, name="note_down"),
    path("stand-up/<int:pk>/hand-out", standup_views.hand_out, name="hand_out"),
    path("stand-up/<int:pk>/end", standup_views.end_stand_up, name="end_stand_up"),
    path("audit/", audit_views.audit, name="audit"),
    path("palette", views.palette, name="palette"),
]
