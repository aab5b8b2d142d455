"""Addresses of the portal. Matters go by number; a verb has the name of its command."""

from django.urls import path

from bollkoll.portal import views

app_name = "portal"

urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("new/<str:kind>/", views.new, name="new"),
    path("disturbances/", views.disturbances, name="disturbances"),
    path("disturbances/<int:number>/also-affected", views.also_affected, name="also_affected"),
    path("disturbances/<int:number>/not-affected", views.not_affected, name="not_affected"),
    path("matters/", views.cases, name="cases"),
    path("matters/<int:number>/", views.case, name="case"),
    path("matters/<int:number>/print/", views.print_case, name="print"),
    path("matters/<int:number>/reply", views.reply, name="reply"),
    path("matters/<int:number>/confirm-solved", views.confirm_solved, name="confirm_solved"),
    path("matters/<int:number>/say-thanks", views.say_thanks, name="say_thanks"),
    path("matters/<int:number>/say-it-did-not-help", views.say_it_did_not_help, name="say_it_did_not_help"),
    path("matters/<int:number>/add-watcher", views.add_watcher, name="add_watcher"),
    path("matters/<int:number>/remove-watcher", views.remove_watcher, name="remove_watcher"),
]
