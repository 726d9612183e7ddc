"""Addresses for prosecutors, under ``/<lang>/contact/``. None of them names a contact."""

from django.urls import path

from associations.contact.public import mailbox, pages, sent, writing

app_name = "contact"
urlpatterns = [
    path("", pages.start, name="start"),
    path("unlawful-order/", pages.unlawful_order, name="unlawful-order"),
    path("write/", writing.about, name="about"),
    path("write/message/", writing.message, name="message"),
    path("sent/", sent.sent, name="sent"),
    path("mailbox/", mailbox.enter, name="mailbox"),
    path("mailbox/letters/", mailbox.letters, name="letters"),
    path("mailbox/answer/", mailbox.answer, name="answer"),
    path("mailbox/complaint/", mailbox.complain, name="complain"),
    path("mailbox/leave/", mailbox.leave, name="leave"),
]
