from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "associations"
    label = "associations"

    def ready(self) -> None:
        from associations import notifications, protocol_permissions
        from associations.directory import panels
        from associations.timeline import panel
        from protocol.exchange import permission

        notifications.register_all()
        panels.providers["timeline"] = panel.of_body
        permission.importing.append(protocol_permissions.may_import)
        permission.reading.append(protocol_permissions.may_read)
