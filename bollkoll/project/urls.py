"""All addresses. One verb, one name everywhere: URL, view, form, policy, command."""

from django.urls import include, path
from django.views.i18n import set_language

from bollkoll.portal import views as portal
from bollkoll.project.first_visit import first_visit
from bollkoll.project.health import healthz, watchdog

urlpatterns = [
    path("", portal.home, name="home"),
    path("", include("bollkoll.portal.urls")),
    path("cases/", include("bollkoll.cases.urls")),
    path("desk/", include("bollkoll.desk.urls")),
    path("development/", include("bollkoll.development.urls")),
    path("incidents/", include("bollkoll.incidents.urls")),
    path("orders/", include("bollkoll.orders.urls")),
    path("restricted/", include("bollkoll.restricted.urls")),
    path("records/", include("bollkoll.records.urls")),
    path("disclosures/", include("bollkoll.disclosure.urls")),
    path("notices/", include("bollkoll.status.urls")),
    path("subscriptions/", include("bollkoll.channels.bulletins.urls")),
    path("mail/", include("bollkoll.channels.email.urls")),
    path("phone/", include("bollkoll.channels.phone.urls")),
    path("settings/", include("bollkoll.services.urls")),
    path("templates/", include("bollkoll.knowledge.urls")),
    path("account/", include("bollkoll.people.urls")),
    path("account/", include("bollkoll.people.login_urls")),
    path("language/", set_language, name="language"),
    path("first-visit/<str:token>", first_visit, name="first_visit"),
    path("healthz", healthz, name="healthz"),
    path("healthz/watchdog", watchdog, name="watchdog"),
]

handler400 = "bollkoll.ui.views.bad_request"
handler403 = "bollkoll.ui.views.permission_denied"
handler404 = "bollkoll.ui.views.page_not_found"
handler429 = "bollkoll.ui.views.too_many_requests"
handler500 = "bollkoll.ui.views.server_error"
