"""Addresses of the restricted part: one verb, one name."""

from django.urls import path

from bollkoll.restricted.views import giving, keeping, retention

app_name = "restricted"

urlpatterns = [
    path("cases/<int:number>/", keeping.case, name="case"),
    path("cases/<int:number>/store", keeping.store, name="store"),
    path("cases/<int:number>/keep", keeping.keep, name="keep"),
    path("matters/<int:number>/give", giving.give, name="give"),
    path("secrets/<uuid:key>/reveal", keeping.reveal, name="reveal"),
    path("secrets/<uuid:key>/erase", keeping.erase, name="erase"),
    path("retention/", retention.retention, name="retention"),
    path("retention/<str:what>/", retention.set_rule, name="set_rule"),
    path("retention/<str:what>/<str:kind>/", retention.set_rule, name="set_rule_of_kind"),
]
