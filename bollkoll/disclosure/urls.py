"""Addresses of handing out: one verb, one name."""

from django.urls import path

from bollkoll.disclosure.views import asking, erasing, keeping

app_name = "disclosure"

urlpatterns = [
    path("", keeping.disclosures, name="disclosures"),
    path("cases/<int:number>/", asking.disclose_case, name="disclose_case"),
    path("persons/<int:pk>/", asking.disclose_person, name="disclose_person"),
    path("persons/<int:pk>/erase", erasing.erase_person, name="erase_person"),
    path("<uuid:key>/", keeping.disclosure, name="disclosure"),
    path("<uuid:key>/fetch", keeping.fetch, name="fetch"),
    path("<uuid:key>/remove", keeping.remove, name="remove"),
]
