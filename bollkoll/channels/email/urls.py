"""Addresses of mail."""

from django.urls import path

from bollkoll.channels.email.views import held, ledger, unsubscribing

app_name = "email"

urlpatterns = [
    path("held/", held.held_list, name="held"),
    path("held/change", held.change_many, name="change_many"),
    path("held/<uuid:pk>/", held.held_message, name="held_message"),
    path("held/<uuid:pk>/let-in", held.let_in, name="let_in"),
    path("held/<uuid:pk>/add-to-case", held.add_to_case, name="add_to_case"),
    path("held/<uuid:pk>/replay", held.replay, name="replay"),
    path("held/<uuid:pk>/discard", held.discard, name="discard"),
    path("held/<uuid:pk>/restore", held.restore, name="restore"),
    path("held/<uuid:pk>/original", held.original, name="original"),
    path("deliveries/", ledger.deliveries, name="deliveries"),
    path("people/<int:pk>/", ledger.person_ledger, name="person_ledger"),
    path("cases/<int:number>/", ledger.case_ledger, name="case_ledger"),
    path("unsubscribe/<str:token>", unsubscribing.unsubscribe, name="unsubscribe"),
]
