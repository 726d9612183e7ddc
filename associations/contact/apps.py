from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContactConfig(AppConfig):
    name = "associations.contact"
    label = "contact"
    verbose_name = _("Contacts of prosecutors")

    def ready(self) -> None:
        from associations.contact import notifications
        from associations.contact.public.mailbox import HERE, ROOM
        from associations.contact.public.pages import promises
        from portal.receipts import entering
        from portal.web import pages

        notifications.register_all()
        entering.rooms[HERE] = ROOM
        pages.providers["contact"] = lambda request: promises()
