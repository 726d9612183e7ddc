from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RepliesConfig(AppConfig):
    name = "associations.replies"
    label = "replies"
    verbose_name = _("Replies to the record")

    def ready(self) -> None:
        from associations.replies import notifications

        notifications.register_all()
