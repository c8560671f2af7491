from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "rowan.cases"

    def ready(self):
        from rowan.cases import events  # noqa: F401
