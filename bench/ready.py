"""Django set up for the bench; also run first in each of its processes."""

import os

import django


def ready() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
