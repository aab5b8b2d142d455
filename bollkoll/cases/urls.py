"""Addresses of cases: one verb, one name."""

from django.urls import path

from bollkoll.cases import list_urls, question_urls
from bollkoll.cases.views import asking, deeds, dialogue, files, handing, intake, mail, page, reproduction, working

app_name = "cases"

urlpatterns = [
    *list_urls.urlpatterns,
    *question_urls.urlpatterns,
    path("new", intake.new, name="new"),
    path("files/upload", files.upload, name="upload"),
    path("files/<uuid:key>", files.attachment, name="attachment"),
    path("files/<uuid:key>/scan-again", files.scan_again, name="scan_again"),
    path("files/<uuid:key>/preview", files.preview, name="preview"),
    path("files/<uuid:key>/remove", files.remove_file, name="remove_file"),
    path("drafts/<str:key>", working.draft, name="draft"),
    path("<int:number>/", page.case, name="case"),
    path("<int:number>/parts/<slug:name>", page.part, name="part"),
    path("<int:number>/messages/<uuid:key>/html", mail.message_html, name="message_html"),
    path("<int:number>/colleagues", dialogue.colleagues, name="colleagues"),
    path("<int:number>/presence", working.presence, name="presence"),
    path("<int:number>/answer", dialogue.answer, name="answer"),
    path("<int:number>/note", dialogue.note, name="note"),
    path("<int:number>/undo-answer", dialogue.undo_answer, name="undo_answer"),
    path("<int:number>/take", deeds.take, name="take"),
    path("<int:number>/assign", deeds.assign, name="assign"),
    path("<int:number>/triage", deeds.triage, name="triage"),
    path("<int:number>/rename", deeds.rename, name="rename"),
    path("<int:number>/institution", deeds.change_institution, name="change_institution"),
    path("<int:number>/remind", deeds.remind, name="remind"),
    path("<int:number>/mark-waiting-third-line", deeds.mark_waiting_third_line, name="mark_waiting_third_line"),
    path("<int:number>/hand-over", handing.hand_over, name="hand_over"),
    path("<int:number>/accept-offer", handing.accept_offer, name="accept_offer"),
    path("<int:number>/return-offer", handing.return_offer, name="return_offer"),
    path("<int:number>/pass-offer-on", handing.pass_offer_on, name="pass_offer_on"),
    path("<int:number>/withdraw-offer", handing.withdraw_offer, name="withdraw_offer"),
    path("<int:number>/give-back", handing.give_back, name="give_back"),
    path("<int:number>/reproduce", reproduction.reproduce, name="reproduce"),
    path("<int:number>/withdraw-attempt", deeds.withdraw_attempt, name="withdraw_attempt"),
    path("<int:number>/ask-for-input", asking.ask_for_input, name="ask_for_input"),
    path("<int:number>/solve", deeds.solve, name="solve"),
    path("<int:number>/close", deeds.close, name="close"),
    path("<int:number>/merge", deeds.merge, name="merge"),
    path("<int:number>/unmerge", deeds.unmerge, name="unmerge"),
    path("<int:number>/split", deeds.split, name="split"),
    path("<int:number>/move-message", deeds.move_message, name="move_message"),
    path("<int:number>/link", deeds.link, name="link"),
    path("<int:number>/unlink", deeds.unlink, name="unlink"),
    path("<int:number>/protect", deeds.protect, name="protect"),
    path("<int:number>/name-person", deeds.name_person, name="name_person"),
    path("<int:number>/unname-person", deeds.unname_person, name="unname_person"),
    path("<int:number>/add-watcher", deeds.add_watcher, name="add_watcher"),
    path("<int:number>/remove-watcher", deeds.remove_watcher, name="remove_watcher"),
]
