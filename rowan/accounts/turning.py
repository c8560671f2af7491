"""A screen handed to a client shows one form and nothing else, by the session's own state (PL-24)."""

TURNED, FROM = "turned", "turned_from"
THANKS = "/account/thanks/"


def turn(request, *, to: str, back: str) -> None:
    """From here on this session shows the one page `to`; `back` is where the worker goes on."""
    request.session.update({TURNED: to, FROM: back})
    request.session.cycle_key()


def finish(request) -> str:
    """The client has sent the form: what is left is a thank-you, and the form is not shown again."""
    request.session[TURNED] = THANKS
    return THANKS


def is_shut(request, route) -> bool:
    """Whether this page is closed because the screen is turned to somebody."""
    turned = request.session.get(TURNED)
    return bool(turned) and request.path != turned and not (route is not None and route.turned)
