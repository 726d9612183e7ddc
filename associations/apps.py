from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "associations"
    label = "associations"

    def ready(self) -> None:
        from associations import notifications
        from associations.directory import panels
        from associations.timeline import panel

        notifications.register_all()
        panels.providers["timeline"] = panel.of_body
