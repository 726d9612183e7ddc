from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "complaints"
    label = "complaints"
    verbose_name = _("Complaints")

    def ready(self) -> None:
        from associations import hearing
        from associations.contact import complaining, interests
        from associations.directory import panels
        from complaints import heard, limits, notifications, panel, recusal
        from complaints.follow_up.entering import HERE, ROOM
        from complaints.intake import from_contact
        from portal.receipts import entering
        from portal.web import pages

        notifications.register_all()
        entering.rooms[HERE] = ROOM
        complaining.hand_in(complaining.Form(from_contact.begin, from_contact.address))
        hearing.providers["complaints"] = heard.still_heard
        interests.providers["complaints"] = recusal.declared
        pages.providers["clocks"] = lambda request: limits.published()
        panels.providers["complaints"] = panel.of_body
