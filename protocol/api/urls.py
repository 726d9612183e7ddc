"""The Protocol's part of ``/api/v1/`` (``router``), and the page about it (``urlpatterns``)."""

from django.urls import path
from ninja import Router

from protocol.api import about, categories, editions, instruments

router = Router()
for each in (editions, instruments, categories):
    router.add_router("", each.router)

app_name = "protocol-data"
urlpatterns = [path("data/", about.about, name="about")]
