from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "rowan.plans"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.files.sections import section
        from rowan.plans import events, facts, progress  # noqa: F401

        section(60, _("Plan"), "plan", Permission.PLAN_WRITE)
