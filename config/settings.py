"""Every setting, read from the environment. A missing one stops the process with a sentence."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP
from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("ROWAN_VAR", ROOT / "var"))


def need(name: str, what: str) -> str:
    if value := os.environ.get(name):
        return value
    raise ImproperlyConfigured(f"Set {name} ({what}). .env.sample explains each setting.")


def kept_secret() -> str:
    """The demonstration makes a secret of its own once; a service in earnest must bring one."""
    path = VAR / "secret"
    if not path.exists():
        VAR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


def at(url: str, **extra) -> dict:
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname"),
        "USER": parts.get("user"),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        **extra,
    }


DEMO = os.environ.get("ROWAN_DEMO") == "1"
SECOND_FACTOR_REQUIRED = not DEMO or os.environ.get("ROWAN_DEMO_SECOND_FACTOR") == "1"
DEBUG = False
SECRET_KEY = os.environ.get("ROWAN_SECRET_KEY") or (
    kept_secret() if DEMO else need("ROWAN_SECRET_KEY", "50 random characters or more")
)
ALLOWED_HOSTS = [h for h in os.environ.get("ROWAN_HOSTS", "").split(",") if h]
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]

DATABASES = {
    "default": at(
        need("DATABASE_URL", "the web role's database"),
        OPTIONS={
            "pool": {"min_size": 1, "max_size": 8, "timeout": 10},
            "server_side_binding": True,
            "prepare_threshold": 3,  # what is asked again and again is planned once
        },
        CONN_HEALTH_CHECKS=True,  # a connection that died with the database is not handed out
    ),
    "owner": at(
        os.environ.get("MIGRATE_DATABASE_URL") or need("DATABASE_URL", "the web role's database"),
        OPTIONS={"assume_role": "rowan_owner"},
        TEST={"MIRROR": "default"},
    ),
}
DATABASE_ROUTERS = ["rowan.files.wall.MigrateAsOwner"]

INSTALLED_APPS = [
    "rowan.common",
    "rowan.audit",
    "rowan.access",
    "rowan.agencies",
    "rowan.accounts",
    "rowan.files",
    "rowan.clocks",
    "rowan.rota",
    "rowan.documents",
    "rowan.people",
    "rowan.instruments",
    "rowan.cases",
    "rowan.sharing",
    "rowan.assessments",
    "rowan.plans",
    "rowan.referrals",
    "rowan.workspace",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
]
MIDDLEWARE = [
    "rowan.audit.middleware.Origin",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "rowan.access.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rowan.accounts.middleware.SignedIn",
    "rowan.files.middleware.Wall",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "rowan.files.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "rowan.common.forms.Renderer"

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "rowan.accounts.passwords.LongEnough"},
    {"NAME": "rowan.accounts.passwords.NotEasyToGuess"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

SESSION_ENGINE = "rowan.accounts.sessions"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
SESSION_COOKIE_NAME = "rowan-session" if DEMO else "__Host-session"
CSRF_COOKIE_NAME = "rowan-forgery" if DEMO else "__Host-forgery"
CSRF_FAILURE_VIEW = "rowan.files.views.stale_form"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_SSL_REDIRECT = not DEMO
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO
SECURE_REFERRER_POLICY = (
    "same-origin"  # "no-referrer" makes browsers send `Origin: null`, which the forgery check refuses
)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("ROWAN_BEHIND_PROXY") == "1" else None
)
PROXIES = {"", "127.0.0.1", "::1", *filter(None, os.environ.get("ROWAN_PROXIES", "").split(","))}
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
ATTACHMENTS = Path(os.environ.get("ROWAN_ATTACHMENTS", VAR / "attachments"))
ANCHORS = Path(os.environ.get("ROWAN_ANCHORS", VAR / "anchors.jsonl"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 40  # a form that takes twenty says so beside its field
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "rowan.files.uploads.Limited",
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
LOCALE_PATHS = [ROOT / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"origin": {"()": "rowan.audit.logs.WithOrigin"}},
    "formatters": {"codes": {"()": "rowan.audit.logs.CodesOnly"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["origin"], "formatter": "codes"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ROWAN_LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
