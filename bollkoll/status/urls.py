"""Addresses of the desk's pages of operating information."""

from django.urls import path

from bollkoll.status.views import cases, editor, incidents, lists, plans, portal, room, verbs

app_name = "status"
urlpatterns = [
    path("", lists.notices, name="notices"),
    path("new/", editor.publish, name="publish"),
    path("preview/", editor.preview, name="preview"),
    path("concerning/", portal.concerning, name="concerning"),
    path("calendar/", lists.calendar, name="calendar"),
    path("places/", lists.places, name="places"),
    path("places/anew/", lists.want_publishing, name="want_publishing"),
    path("templates/", plans.templates, name="templates"),
    path("templates/new/", plans.keep_template, name="keep_template"),
    path("templates/<int:pk>/", plans.keep_template, name="template"),
    path("templates/<int:pk>/end/", plans.end_template, name="end_template"),
    path("series/new/", plans.set_series, name="set_series"),
    path("series/<int:pk>/", plans.set_series, name="series"),
    path("series/<int:pk>/end/", plans.end_series, name="end_series"),
    path("series/<int:pk>/leave-out/", plans.drop_day, name="drop_day"),
    path("series/<int:pk>/take-up/", plans.take_up_day, name="take_up_day"),
    path("incidents/<int:number>/first/", incidents.publish_first, name="publish_first"),
    path("<int:number>/", room.notice, name="notice"),
    path("<int:number>/update/", verbs.update, name="update"),
    path("<int:number>/correct/<uuid:update>/", verbs.correct, name="correct"),
    path("<int:number>/resolve/", verbs.resolve, name="resolve"),
    path("<int:number>/reopen/", verbs.reopen, name="reopen"),
    path("<int:number>/cancel/", verbs.cancel, name="cancel"),
    path("<int:number>/begin/", verbs.begin, name="begin"),
    path("<int:number>/delay/", verbs.delay, name="delay"),
    path("<int:number>/translate/", verbs.translate, name="translate"),
    path("<int:number>/announce/", verbs.announce, name="announce"),
    path("<int:number>/plan/", editor.change_plan, name="change_plan"),
    path("<int:number>/drop/", verbs.drop_plan, name="drop_plan"),
    path("<int:number>/check/", verbs.check, name="check"),
    path("<int:number>/ask-check/", verbs.ask_check, name="ask_check"),
    path("<int:number>/communicator/", verbs.choose_communicator, name="choose_communicator"),
    path("<int:number>/insert/<int:case>/", cases.insert, name="insert"),
]
