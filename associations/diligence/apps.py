from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiligenceConfig(AppConfig):
    name = "associations.diligence"
    label = "diligence"
    verbose_name = _("Due-diligence reviews")

    def ready(self) -> None:
        from associations import hearing
        from associations.diligence import heard, notifications
        from associations.diligence.public import panel
        from associations.directory import panels

        notifications.register_all()
        panels.providers["reviews"] = panel.of_body
        hearing.providers["diligence"] = heard.still_heard
        hearing.candidates["diligence"] = heard.was_candidate
