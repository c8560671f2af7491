from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "rowan.access"

    def ready(self):
        from rowan.access import checks  # noqa: F401
