"""Addresses of orders: one verb, one name. Orders go by the number of their case."""

from django.urls import path

from bollkoll.orders.views import duties, editing, lists, ordering, review, steps, types

app_name = "orders"

urlpatterns = [
    path("", lists.orders, name="orders"),
    path("catalogue/", ordering.catalogue, name="catalogue"),
    path("new/<slug:key>/", ordering.place_order, name="place_order"),
    path("new/<slug:key>/keep", ordering.keep_filled, name="keep_filled"),
    path("<int:number>/change", ordering.change_order, name="change_order"),
    path("<int:number>/cancel", steps.cancel, name="cancel"),
    path("<int:number>/withdraw", steps.withdraw, name="withdraw"),
    path("<int:number>/start-over/<slug:step>", steps.start_over, name="start_over"),
    path("<int:number>/steps/<int:pk>/", steps.step, name="step"),
    path("<int:number>/steps/<int:pk>/claim", steps.claim, name="claim"),
    path("<int:number>/steps/<int:pk>/put-back", steps.put_back, name="put_back"),
    path("<int:number>/steps/<int:pk>/finish", steps.finish_step, name="finish_step"),
    path("<int:number>/steps/<int:pk>/approve", steps.approve, name="approve"),
    path("<int:number>/steps/<int:pk>/decline", steps.decline, name="decline"),
    path("<int:number>/steps/<int:pk>/refuse", steps.refuse_check, name="refuse_check"),
    path("<int:number>/steps/<int:pk>/confirm-need", review.confirm_need, name="confirm_need"),
    path("<int:number>/steps/<int:pk>/return", steps.return_order, name="return_order"),
    path("<int:number>/steps/<int:pk>/ask-instead", steps.ask_instead, name="ask_instead"),
    path("types/", types.types, name="types"),
    path("types/import", types.import_type, name="import_type"),
    path("types/access-review/ask", review.open_review, name="open_review"),
    path("types/new", editing.begin_type, name="begin_type"),
    path("types/<slug:key>/", editing.draft_type, name="draft_type"),
    path("types/<slug:key>/keep", editing.keep_draft, name="keep_draft"),
    path("types/<slug:key>/text", types.type_text, name="type_text"),
    path("types/<slug:key>/differences", editing.differences, name="differences"),
    path("types/<slug:key>/versions", types.versions, name="versions"),
    path("types/<slug:key>/preview", types.preview, name="preview"),
    path("types/<slug:key>/export", types.export_type, name="export_type"),
    path("types/<slug:key>/publish", editing.publish_type, name="publish_type"),
    path("types/<slug:key>/discard", types.discard_draft, name="discard_draft"),
    path("types/<slug:key>/switch", types.switch_type, name="switch_type"),
    path("duties/", duties.duties, name="duties"),
    path("duties/add", duties.add_duty, name="add_duty"),
    path("duties/<int:pk>/give", duties.give_duty, name="give_duty"),
    path("duties/<int:pk>/end/<int:person>", duties.end_duty, name="end_duty"),
]
