from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "associations"
    label = "associations"

    def ready(self) -> None:
        from associations.directory import panels
        from associations.timeline import panel

        panels.providers["timeline"] = panel.of_body
