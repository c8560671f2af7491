from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "rowan.assessments"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.assessments import events, facts, safeguarding_paper, signing, timing  # noqa: F401
        from rowan.assessments.intake import events as intake_events  # noqa: F401
        from rowan.assessments.intake import lacking  # noqa: F401
        from rowan.files.sections import section

        section(40, _("Intake"), "intake", Permission.ASSESSMENT_READ)
        section(50, _("Risk"), "risk", Permission.ASSESSMENT_READ)
