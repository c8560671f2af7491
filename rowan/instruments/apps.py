from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "rowan.instruments"

    def ready(self):
        """Read every definition now: a fault in one stops the start with the file and the item named."""
        from rowan.instruments import (
            catalogue,
            events,  # noqa: F401
        )

        catalogue.all_definitions()
