"""Addresses of questions to third line; part of ``cases:``."""

from django.urls import path

from bollkoll.cases.views import asking

urlpatterns = [
    path("questions/", asking.questions, name="questions"),
    path("questions/<int:key>/", asking.question, name="question"),
    path("questions/<int:key>/answer", asking.answer_question, name="answer_question"),
    path("questions/<int:key>/comment", asking.comment_on_question, name="comment_on_question"),
    path("questions/<int:key>/ask-again", asking.ask_again, name="ask_again"),
    path("questions/<int:key>/return", asking.return_question, name="return_question"),
    path("questions/<int:key>/pass-on", asking.pass_question_on, name="pass_question_on"),
    path("questions/<int:key>/withdraw", asking.withdraw_question, name="withdraw_question"),
    path("questions/<int:key>/use", asking.use_input, name="use_input"),
]
