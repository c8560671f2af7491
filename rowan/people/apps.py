from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "rowan.people"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.files.sections import section
        from rowan.people import events, header  # noqa: F401

        section(100, _("People"), "people", Permission.FILE_OPEN)
        section(105, _("Contact safety"), "contact", Permission.FILE_OPEN)
