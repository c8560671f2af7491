from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every room stands on: audiences, days, references, the form renderer and the parts of a page."""

    name = "rowan.common"
    label = "common"
