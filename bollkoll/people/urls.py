"""Addresses of people. Logging in has its own, without a namespace: ``login_urls``."""

from django.urls import path

from bollkoll.people.views import accounts, institutions, login, own, staff, upkeep

app_name = "people"

urlpatterns = [
    path("settings", own.settings, name="settings"),
    path("password", own.change_password, name="change_password"),
    path("password/forgotten", login.forgotten_password, name="forgotten_password"),
    path("password/forgotten/sent", login.forgotten_password_sent, name="forgotten_password_sent"),
    path("invitation/<str:token>", login.use_invitation, name="use_invitation"),
    path("address/<str:token>", login.use_new_address, name="use_new_address"),
    path("address", own.give_up_new_address, name="give_up_new_address"),
    path("sessions", own.sessions, name="sessions"),
    path("sessions/extend", own.extend_session, name="extend_session"),
    path("sessions/end", own.sign_out_everywhere, name="sign_out_everywhere"),
    path("sessions/<int:pk>/end", own.sign_out, name="sign_out"),
    path("institutions/", institutions.institutions, name="institutions"),
    path("institutions/add", institutions.add_institution, name="add_institution"),
    path("institutions/<int:pk>/change", institutions.change_institution, name="change_institution"),
    path("institutions/<int:pk>/", accounts.accounts, name="accounts"),
    path("institutions/<int:pk>/invite", accounts.invite, name="invite"),
    path("institutions/<int:pk>/<int:person>/role", accounts.change_role, name="change_role"),
    path("institutions/<int:pk>/<int:person>/end", accounts.end_role, name="end_role"),
    path("institutions/<int:pk>/<int:person>/invite-again", accounts.invite_again, name="invite_again"),
    path("staff/", staff.staff, name="staff"),
    path("staff/add", staff.engage, name="engage"),
    path("persons/<int:pk>/", staff.person, name="person"),
    path("persons/<int:pk>/change", staff.change_person, name="change_person"),
    path("persons/<int:pk>/end", staff.end_person, name="end_person"),
    path("persons/<int:pk>/absences", staff.set_absence, name="set_absence"),
    path("persons/<int:pk>/absences/<int:absence>/remove", staff.remove_absence, name="remove_absence"),
    path("persons/<int:pk>/addresses", staff.add_alias, name="add_alias"),
    path("persons/<int:pk>/link", upkeep.invite_again, name="invite_person_again"),
    path("persons/<int:pk>/deliverable", upkeep.mark_deliverable, name="mark_deliverable"),
    path("persons/<int:pk>/second-steps/remove", upkeep.remove_second_steps, name="remove_second_steps"),
    path("persons/<int:pk>/sessions/end", upkeep.sign_out_everywhere, name="sign_out_person"),
]
