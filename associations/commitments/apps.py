from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitmentsConfig(AppConfig):
    name = "associations.commitments"
    label = "commitments"
    verbose_name = _("Commitments of bodies")

    def ready(self) -> None:
        from associations.commitments import notifications, panel
        from associations.directory import panels

        notifications.register_all()
        panels.providers["commitments"] = panel.of_body
