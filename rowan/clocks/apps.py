from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "rowan.clocks"

    def ready(self):
        from rowan.clocks import events, recomputing  # noqa: F401
