from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "associations"
    label = "associations"

    def ready(self) -> None:
        from associations import notifications, protocol_permissions
        from associations.directory import panels
        from associations.library import bodies, permissions
        from associations.timeline import panel
        from protocol.exchange import permission
        from protocol.library import handed_in
        from protocol.translating import permission as translating

        notifications.register_all()
        panels.providers["timeline"] = panel.of_body
        panels.providers["library"] = bodies.panel
        handed_in.hand_in(permissions.may, bodies.named, bodies.keepers)
        permission.importing.append(protocol_permissions.may_import)
        permission.reading.append(protocol_permissions.may_read)
        translating.writing.append(protocol_permissions.may_translate)
        translating.publishing.append(protocol_permissions.may_publish)
        translating.reading.append(protocol_permissions.may_read)
