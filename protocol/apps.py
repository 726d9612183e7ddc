from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProtocolConfig(AppConfig):
    name = "protocol"
    label = "protocol"
    verbose_name = _("Model Protocol")

    def ready(self) -> None:
        from protocol.translating import notifications

        notifications.register_all()
