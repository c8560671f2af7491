from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "rowan.documents"

    def ready(self):
        from rowan.documents import blank_forms, kinds  # noqa: F401
