from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RotaConfig(AppConfig):
    name = "rowan.rota"

    def ready(self):
        from rowan.access.permissions import Permission
        from rowan.files.frame import place
        from rowan.rota import events  # noqa: F401

        place(40, _("Who is on"), "rota", Permission.FILE_FIND, "/rota/")
