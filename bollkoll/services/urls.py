"""Addresses of the settings."""

from django.urls import path

from bollkoll.services.views import hours, organisation, staffing, teams

app_name = "services"

urlpatterns = [
    path("", organisation.overview, name="overview"),
    path("organisation", organisation.organisation, name="organisation"),
    path("hours", hours.hours, name="hours"),
    path("hours/exceptions", hours.set_exception, name="set_exception"),
    path("hours/exceptions/<int:pk>/remove", hours.remove_exception, name="remove_exception"),
    path("staffing/", staffing.staffing, name="staffing"),
    path("staffing/add", staffing.add_periods, name="add_periods"),
    path("staffing/copy-summer", staffing.copy_summer, name="copy_summer"),
    path("staffing/<int:pk>/change", staffing.change_period, name="change_period"),
    path("staffing/<int:pk>/remove", staffing.remove_period, name="remove_period"),
    path("targets/", staffing.targets, name="targets"),
    path("notices/publish", hours.publish_notice, name="publish_notice"),
    path("notices/<int:pk>/change", hours.change_notice, name="change_notice"),
    path("notices/<int:pk>/end", hours.end_notice, name="end_notice"),
    path("teams/", teams.teams, name="teams"),
    path("teams/add", teams.add_team, name="add_team"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/members", teams.add_member, name="add_member"),
    path("teams/<int:pk>/members/<int:person>/remove", teams.remove_member, name="remove_member"),
    path("services/", teams.services, name="services"),
    path("services/add", teams.add_service, name="add_service"),
    path("services/<int:pk>/change", teams.change_service, name="change_service"),
    path("environments/", teams.environments, name="environments"),
    path("environments/add", teams.add_environment, name="add_environment"),
    path("environments/<int:pk>/change", teams.change_environment, name="change_environment"),
]
