from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkspaceConfig(AppConfig):
    name = "rowan.workspace"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.accounts.alerts import waiting_for
        from rowan.files.frame import place
        from rowan.files.sections import section
        from rowan.workspace import events, tidying  # noqa: F401

        place(10, _("My day"), "day", Permission.FILE_FIND, "/")
        section(10, _("Overview"), "case", Permission.FILE_OPEN)
        place(90, _("Settings"), "settings", Permission.ROLE_READ, "/settings/", waiting=waiting_for)
