from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "rowan.cases"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.cases import answers, covering, events, header, standing  # noqa: F401
        from rowan.files.frame import place
        from rowan.files.sections import section

        section(17, _("Workers"), "case-workers", Permission.FILE_OPEN)
        place(30, _("Cases"), "cases", Permission.FILE_OPEN, ("/c/", "/f/"))
