from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitationsConfig(AppConfig):
    name = "associations.invitations"
    label = "invitations"
    verbose_name = _("Invitations")

    def ready(self) -> None:
        from associations.invitations import notifications

        notifications.register_all()
