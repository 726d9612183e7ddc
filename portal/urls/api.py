"""The interface for programs (``/api/v1/``). Rooms' routers are named by their place: no room knows one above it."""

from portal.web import programs

api = programs.interface()
api.add_router("protocol/", "protocol.api.urls.router", tags=["Model Protocol"])

app_name = "api"
urlpatterns = programs.addresses(api)
