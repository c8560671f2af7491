from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "rowan.files"

    def ready(self):
        from rowan.files import events  # noqa: F401
