from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "rowan.people"

    def ready(self):
        from rowan.people import events  # noqa: F401
