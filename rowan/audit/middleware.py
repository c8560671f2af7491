import uuid

from rowan import audit


class Origin:
    """Gives each request a number and lets events say where they came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.number = uuid.uuid4().hex[:12]
        with audit.from_request(request.number, request.META.get("REMOTE_ADDR", "")):
            return self.get_response(request)
