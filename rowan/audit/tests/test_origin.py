"""Where an event came from, and what a log line may hold (PL-71, PL-121, PL-180)."""

import json
import logging
import sys

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from rowan import audit
from rowan.audit.logs import CodesOnly, WithOrigin
from rowan.audit.middleware import Origin

BY_PROXY = ("HTTP_X_FORWARDED_PROTO", "https")


def seen_as(**meta) -> tuple[str, bool]:
    """The network that events name, and whether the request counts as https."""
    found = {}

    def view(request):
        found["network"], found["secure"] = audit.origin.get().network, request.is_secure()

    Origin(view)(RequestFactory().get("/", **meta))
    return found["network"], found["secure"]


@pytest.mark.rule("PL-121")
def test_without_a_proxy_nobody_says_where_from_or_how(settings):
    settings.SECURE_PROXY_SSL_HEADER = None

    forwarded = {"HTTP_X_FORWARDED_FOR": "198.51.100.9", "HTTP_X_FORWARDED_PROTO": "https"}
    assert seen_as(REMOTE_ADDR="192.0.2.7", **forwarded) == ("192.0.2.7", False)


@pytest.mark.rule("PL-121")
def test_a_known_proxy_is_believed_and_only_its_own_last_word(settings):
    settings.SECURE_PROXY_SSL_HEADER, settings.PROXIES = BY_PROXY, {"10.0.0.5"}

    forwarded = {"HTTP_X_FORWARDED_FOR": "203.0.113.1, 198.51.100.9", "HTTP_X_FORWARDED_PROTO": "https"}
    assert seen_as(REMOTE_ADDR="10.0.0.5", **forwarded) == ("198.51.100.9", True)


@pytest.mark.rule("PL-121", "PL-185")
def test_a_proxy_that_nobody_named_is_not_believed(settings):
    settings.SECURE_PROXY_SSL_HEADER, settings.PROXIES = BY_PROXY, {"10.0.0.5"}

    forwarded = {"HTTP_X_FORWARDED_FOR": "198.51.100.9", "HTTP_X_FORWARDED_PROTO": "https"}
    assert seen_as(REMOTE_ADDR="192.0.2.7", **forwarded) == ("192.0.2.7", False)


@pytest.mark.parametrize("said", ["", "unknown", "198.51.100.9:4711", "a" * 300])
def test_what_is_no_address_is_not_kept_as_one(settings, said):
    settings.SECURE_PROXY_SSL_HEADER, settings.PROXIES = BY_PROXY, {"10.0.0.5"}

    assert seen_as(REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR=said)[0] == "10.0.0.5"


def line_of(fault: Exception | None, message: str, *args) -> str:
    exc_info = (type(fault), fault, fault.__traceback__) if fault else None
    record = logging.LogRecord("rowan", logging.ERROR, __file__, 1, message, args, exc_info)
    with audit.from_request("4711aa", "192.0.2.7"):
        WithOrigin().filter(record)
    return CodesOnly().format(record)


@pytest.mark.rule("PL-71", "PL-180")
def test_a_log_line_holds_codes_and_no_words(db):
    try:
        raise ValueError("Leila Haddon, 07700 900 301")
    except ValueError:
        line = line_of(sys.exception(), "looked for %s", "Leila")

    said = json.loads(line)
    assert (said["fault"], said["request"], said["level"]) == ("ValueError", "4711aa", "ERROR")
    assert "Leila" not in line and "07700" not in line
    assert said["trace"] and "\n" not in line


@pytest.mark.rule("PL-71")
def test_a_broken_constraint_is_named_and_its_values_are_not(db):
    with pytest.raises(IntegrityError) as broken, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO agencies_agency (name) VALUES ('Leila Haddon'), ('Leila Haddon')")

    said = json.loads(line_of(broken.value, "a request failed"))
    assert said["sqlstate"] == "23505"
    assert said["constraint"].startswith("agencies_agency_name")
    assert "Leila" not in json.dumps(said)
