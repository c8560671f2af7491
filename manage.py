#!/usr/bin/env python3
"""Django's commands. `bin/rowan` calls this with the environment prepared."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as problem:
        sys.exit(str(problem))
    except OperationalError as problem:
        if "connection failed" not in str(problem):
            raise
        sys.exit(f"The database cannot be reached with DATABASE_URL and MIGRATE_DATABASE_URL: {problem}")
