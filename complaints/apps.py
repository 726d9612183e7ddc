from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from complaints import clocks, notifications
        from portal.web import pages

        notifications.register_all()
        pages.providers["clocks"] = lambda request: clocks.published()
