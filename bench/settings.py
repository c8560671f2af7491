"""The demonstration's settings, with the pages of `bench.urls` beside those of Rowan."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
