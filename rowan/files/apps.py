from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "rowan.files"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.files import events, shouting  # noqa: F401
        from rowan.files.sections import section

        section(20, _("Timeline"), "timeline", Permission.FILE_OPEN)
        section(110, _("Papers"), "papers", Permission.ATTACHMENT_ADD)
        section(190, _("Unfinished"), "begun", Permission.DRAFT_READ, record=True)
        section(200, _("Who opened this"), "opened", Permission.FILE_READERS_SEE, record=True)
