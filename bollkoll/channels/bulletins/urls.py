"""Addresses of subscriptions. What a stranger reaches is behind a signed link, but for the form."""

from django.urls import path

from bollkoll.channels.bulletins.views import desk, own

app_name = "bulletins"

urlpatterns = [
    path("", own.subscribe, name="subscribe"),
    path("asked", own.asked, name="asked"),
    path("confirm/<str:token>", own.confirm, name="confirm"),
    path("mine/<str:token>", own.subscription, name="subscription"),
    path("mine/<str:token>/leave", own.leave, name="leave"),
    path("mine/<str:token>/stay", own.stay, name="stay"),
    path("desk/", desk.bulletins, name="bulletins"),
    path("desk/subscribers/", desk.subscribers, name="subscribers"),
    path("desk/subscribers/<uuid:pk>/end", desk.end, name="end"),
    path("desk/<uuid:pk>/", desk.bulletin, name="bulletin"),
    path("desk/<uuid:pk>/retry", desk.retry, name="retry"),
]
