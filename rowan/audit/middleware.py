import uuid
from ipaddress import ip_address

from django.conf import settings

from rowan import audit


class Origin:
    """Gives each request a number and lets events say where they came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.number = uuid.uuid4().hex[:12]
        request.network = network_of(request)
        with audit.from_request(request.number, request.network):
            return self.get_response(request)


def network_of(request) -> str:
    """The address that asked. Behind a proxy it is the last one that the proxy saw, never one before it.

    What a proxy says is believed only of those that the settings name; of others it is taken away.
    """
    asked_from = request.META.get("REMOTE_ADDR", "")
    if asked_from not in settings.PROXIES or not settings.SECURE_PROXY_SSL_HEADER:
        request.META.pop("HTTP_X_FORWARDED_PROTO", None)
        return asked_from
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rsplit(",", 1)[-1].strip()
    try:
        return str(ip_address(seen))
    except ValueError:
        return asked_from
