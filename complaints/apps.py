from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from associations.contact import interests
        from associations.contact.public import choices
        from complaints import clocks, countries, notifications, recusal
        from complaints.follow_up.entering import HERE, ROOM
        from portal.receipts import entering
        from portal.web import pages

        notifications.register_all()
        entering.rooms[HERE] = ROOM
        choices.country_names[:] = [countries.names]
        interests.providers["complaints"] = recusal.declared
        pages.providers["clocks"] = lambda request: clocks.published()
