"""Addresses of the telephone."""

from django.urls import path

from bollkoll.channels.phone.views import backs, card, exchange, log, numbers, start, turning

app_name = "phone"

urlpatterns = [
    path("", start.calls, name="calls"),
    path("begin", start.begin, name="begin"),
    path("ringing", start.ringing, name="ringing"),
    path("rings/<uuid:pk>/open", start.open_ring, name="open_ring"),
    path("calls/<uuid:pk>/", card.call, name="call"),
    path("calls/<uuid:pk>/file", card.file_call, name="file_call"),
    path("turn-away", turning.turn_away, name="turn_away"),
    path("institutions/<int:pk>/where-to-turn", turning.where_to_turn, name="where_to_turn"),
    path("call-backs/<uuid:pk>/call", backs.call_now, name="call_now"),
    path("call-backs/<uuid:pk>/move", backs.move_call_back, name="move_call_back"),
    path("call-backs/<uuid:pk>/end", backs.end_call_back, name="end_call_back"),
    path("cases/<int:number>/call-back", backs.promise_call_back, name="promise_call_back"),
    path("log/", log.log, name="log"),
    path("figures/", turning.figures, name="figures"),
    path("persons/<int:pk>/numbers", numbers.add_number, name="add_number"),
    path("persons/<int:pk>/numbers/<int:number>/remove", numbers.remove_number, name="remove_number"),
    path("exchange", exchange.exchange, name="exchange"),
]
