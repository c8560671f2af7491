from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "rowan.sharing"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.files.sections import section
        from rowan.sharing import events  # noqa: F401
        from rowan.sharing.agreements import facts  # noqa: F401

        section(65, _("Agreement"), "agreement", Permission.CASE_WORK)
        section(70, _("Sharing"), "sharing", Permission.FILE_OPEN)
