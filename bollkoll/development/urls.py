"""Addresses of development: one verb, one name."""

from django.urls import path

from bollkoll.development.views import issues, meetings, teams, telling, trackers, versions

app_name = "development"

urlpatterns = [
    path("issues/", issues.issues, name="issues"),
    path("issues/add", issues.add_issue, name="add_issue"),
    path("issues/<str:key>/", issues.issue, name="issue"),
    path("cases/<int:number>/link-issue", issues.link_issue, name="link_issue"),
    path("cases/<int:number>/unlink-issue", issues.unlink_issue, name="unlink_issue"),
    path("cases/<int:number>/show-issue", issues.show_issue, name="show_issue"),
    path("cases/<int:number>/lift", teams.lift, name="lift"),
    path("versions/", versions.versions, name="versions"),
    path("versions/add", versions.add_version, name="add_version"),
    path("versions/<int:pk>/", versions.version, name="version"),
    path("versions/<int:pk>/change", versions.change_version, name="change_version"),
    path("versions/<int:pk>/arrive", versions.arrive, name="arrive"),
    path("versions/<int:pk>/take-back-arrival", versions.take_back_arrival, name="take_back_arrival"),
    path("versions/<int:pk>/tell", telling.tell_many, name="tell_many"),
    path("versions/<int:pk>/take-back-answers", telling.take_back_answers, name="take_back_answers"),
    path("tellings/<int:pk>/draft", telling.draft_telling, name="draft_telling"),
    path("tellings/<int:pk>/told", telling.say_told, name="say_told"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/raise", teams.raise_question, name="raise_question"),
    path("teams/<int:pk>/series", teams.set_series, name="set_series"),
    path("teams/<int:pk>/end-series", teams.end_series, name="end_series"),
    path("items/<int:pk>/say", teams.say, name="say"),
    path("items/<int:pk>/carry-over", teams.carry_over, name="carry_over"),
    path("items/<int:pk>/withdraw", teams.withdraw, name="withdraw"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/move", meetings.move_meeting, name="move_meeting"),
    path("meetings/<int:pk>/cancel", meetings.cancel_meeting, name="cancel_meeting"),
    path("meetings/<int:pk>/close", meetings.close_meeting, name="close_meeting"),
    path("trackers/", trackers.trackers, name="trackers"),
    path("trackers/add", trackers.add_tracker, name="add_tracker"),
    path("trackers/<int:pk>/change", trackers.change_tracker, name="change_tracker"),
    path("production", trackers.choose_production, name="choose_production"),
]
