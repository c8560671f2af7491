from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClocksConfig(AppConfig):
    name = "rowan.clocks"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.clocks import events, recomputing  # noqa: F401
        from rowan.files.sections import section

        section(75, _("Time limits"), "limits", Permission.CASE_WORK)
