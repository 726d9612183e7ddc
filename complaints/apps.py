from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from associations.directory import panels
        from complaints import clocks, notifications, panel
        from portal.web import pages

        notifications.register_all()
        pages.providers["clocks"] = lambda request: clocks.published()
        panels.providers["complaints"] = panel.of_body
