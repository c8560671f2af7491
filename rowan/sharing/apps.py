from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "rowan.sharing"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.files.sections import section
        from rowan.sharing import events  # noqa: F401

        section(70, _("Sharing"), "sharing", Permission.FILE_OPEN)
