"""What gunicorn serves, once everything is as it must be."""

import os

from django.core.wsgi import get_wsgi_application

from config import startup

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
startup.check()
application = get_wsgi_application()
