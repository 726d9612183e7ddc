from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    name = "associations.contact"
    label = "contact"
    verbose_name = _("Contacts of prosecutors")

    def ready(self) -> None:
        from associations.contact import notifications

        notifications.register_all()
