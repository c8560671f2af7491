"""What the scripts do, in a real browser before a server that answers as each test wants."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.utils.csp import CSP, build_policy

from rowan.common import gallery
from rowan.common.fields import NameField, WordsField
from rowan.common.forms import RowanForm

BUILT = Path(settings.STATIC_ROOT) / "common"  # under the names that pages use
HOME = "http://rowan.test"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
POLICY = build_policy(
    {
        "default-src": [CSP.NONE],
        **{f"{kind}-src": [CSP.SELF] for kind in ("script", "style", "img", "font", "connect")},
        "form-action": [CSP.SELF],
    }
)
PAGE = """{% extends "common/base.html" %}{% load parts %}{% block title %}A form{% endblock title %}
{% block main %}<h1>Secret heading</h1>{% kept %}
<form method="post" data-keep novalidate>{{ form }}<button>Save</button></form>
<form method="post" action="/reveal/" data-reveal><button>Show</button></form>{% endblock main %}"""


class Note(RowanForm):
    name = NameField(label="Name")
    words = WordsField(label="Facts")


class Server:
    """Answers the pages of one browser; `posts` holds what it was sent."""

    def __init__(self):
        self.posts: list[tuple[str, dict[str, str]]] = []
        self.answer: Callable[[str], dict] = lambda path: {"json": {"saved": "14:02"}}
        self.alive = True
        self.idle = 600

    def serve(self, route):
        path = route.request.url.removeprefix(HOME)
        if path.startswith("/static/common/"):
            file = BUILT / path.removeprefix("/static/common/")
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        elif route.request.method == "POST":
            self.posts.append((path, fields(route.request.post_data or "")))
            if path == "/account/alive/":
                route.fulfill(status=200 if self.alive else 401, json={"locked": not self.alive})
            else:
                route.fulfill(**self.answer(path))
        elif path == "/account/locked/":
            route.fulfill(body=get_template("locked.html").render({}), content_type="text/html")
        else:
            frame = {"user_name": "Priya Nandra", "can_find": True, "idle_seconds": self.idle}
            page = engines["django"].from_string(PAGE).render({"form": Note(), "frame": frame})
            route.fulfill(body=page, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    def sent(self, path="/"):
        return [data for posted, data in self.posts if posted == path]


def fields(body: str) -> dict[str, str]:
    """The fields of a multipart body."""
    return dict(re.findall(r'name="([^"]+)"\r\n\r\n(.*?)\r\n--', body, flags=re.DOTALL))


@pytest.fixture
def server():
    assert BUILT.is_dir(), "The scripts are not built: run bin/assets."
    return Server()


@pytest.fixture
def page(browser, server):
    context = browser.new_context()
    context.route("**/*", server.serve)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    yield page
    context.unroute_all(behavior="ignoreErrors")
    context.close()
    assert page.errors == []


def opened(page):
    page.goto(f"{HOME}/")
    return page


@pytest.mark.rule("PL-110")
def test_typing_is_on_the_server_after_a_pause_and_the_page_says_so(page, server):
    opened(page).fill("#id_words", "She rang at nine")

    page.get_by_text("Saved 14:02. Safe to close").first.wait_for(timeout=4000)
    assert server.sent()[-1] | {"csrfmiddlewaretoken": ""} == {
        "name": "", "words": "She rang at nine", "_autosave": "1", "csrfmiddlewaretoken": "",
    }  # fmt: skip
    assert "Saved 14:02" in page.locator("[data-announce]").text_content()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


@pytest.mark.rule("PL-110")
def test_leaving_a_field_saves_at_once(page, server):
    opened(page).fill("#id_words", "x")
    with page.expect_response(f"{HOME}/", timeout=1000):
        page.focus("#id_name")
    assert server.sent()[-1]["words"] == "x"


@pytest.mark.rule("PL-18", "PL-110")
@pytest.mark.parametrize(
    "status, words", [(503, "Not saved yet. Keep this page open"), (401, "you were signed out")]
)
def test_what_cannot_be_saved_stays_and_is_tried_again(page, server, status, words):
    server.answer = lambda path: {"status": status}
    opened(page).fill("#id_words", "Still here")
    page.focus("#id_name")
    page.locator("[data-kept]").get_by_text(words).wait_for()
    assert page.input_value("#id_words") == "Still here"

    server.answer = lambda path: {"json": {"saved": "14:05"}}

    page.locator("[data-kept]").get_by_text("Saved 14:05").wait_for(timeout=6000)
    assert server.sent()[-1]["words"] == "Still here"


@pytest.mark.rule("PL-22", "PL-18")
def test_escape_twice_empties_the_page_sends_what_was_typed_and_locks(page, server):
    opened(page).fill("#id_words", "Typed just now")
    page.evaluate(
        """() => { addEventListener("keydown", () => { window.pressed = performance.now(); }, true);
        new MutationObserver(() => { window.emptied = performance.now(); })
          .observe(document.body, { childList: true }); }"""
    )

    with page.expect_response(f"{HOME}/account/hide/"):
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")

    assert page.title() == "Rowan"
    for secret in ("Typed just now", "Secret heading", "Priya"):
        assert secret not in page.content()
    assert page.evaluate("window.emptied - window.pressed") < 100
    paths = [path for path, data in server.posts]
    assert paths == ["/", "/account/hide/"]
    assert server.sent()[0]["words"] == "Typed just now"


@pytest.mark.rule("PL-22")
def test_one_escape_hides_nothing_and_the_button_hides(page, server):
    opened(page).keyboard.press("Escape")
    assert "Secret heading" in page.content()

    with page.expect_response(f"{HOME}/account/hide/"):
        page.get_by_role("button", name="Hide").click()
    assert "Secret heading" not in page.content()


@pytest.mark.rule("PL-22")
def test_hiding_covers_the_other_windows_too(page, server):
    other = page.context.new_page()
    opened(other)

    opened(page).get_by_role("button", name="Hide").click()

    other.get_by_role("link", name="Show again").wait_for()
    assert "Secret heading" not in other.content()


@pytest.mark.rule("PL-17")
def test_before_the_lock_a_line_offers_to_stay(page, server):
    server.idle = 122
    opened(page)
    strip = page.locator("[data-idle-strip]")
    assert not strip.is_visible()

    strip.wait_for(state="visible", timeout=5000)
    assert "locks in two minutes" in strip.inner_text()
    strip.get_by_role("button", name="Stay").focus()
    page.keyboard.press("Enter")

    strip.wait_for(state="hidden")


@pytest.mark.rule("PL-17", "PL-18")
def test_at_the_end_the_page_empties_itself_and_typed_text_is_sent(page, server):
    server.idle, server.alive = 2, False
    server.answer = lambda path: {"status": 503}
    opened(page).fill("#id_words", "Half a note")

    page.wait_for_url(f"{HOME}/account/locked/", timeout=8000)

    assert any(data.get("words") == "Half a note" for data in server.sent())


@pytest.mark.rule("PL-75")
def test_a_covered_value_is_shown_in_its_place_and_covered_again(page, server):
    server.answer = lambda path: {"json": {"value": "07700 900 142", "href": "tel:+447700900142"}}
    opened(page).get_by_role("button", name="Show").click()

    shown = page.get_by_role("link", name="07700 900 142")
    shown.wait_for()
    assert shown.get_attribute("href") == "tel:+447700900142"
    page.get_by_role("button", name="Hide again").click()

    assert "07700" not in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Show").is_visible()


@pytest.mark.rule("PL-75")
def test_a_shown_value_covers_itself_after_a_minute(page, server):
    server.answer = lambda path: {"json": {"value": "07700 900 142"}}
    page.clock.install()
    opened(page).get_by_role("button", name="Show").click()
    page.locator(".rw-revealed").wait_for()

    page.clock.fast_forward(61_000)

    page.locator(".rw-revealed").wait_for(state="detached")


def test_keys_find_and_send(page, server):
    server.answer = lambda path: {"body": "<p>It is sent</p>", "content_type": "text/html"}
    opened(page).keyboard.press("F2")
    assert page.evaluate("document.activeElement.id") == "find"

    page.focus("#id_words")
    with page.expect_response(f"{HOME}/") as sent:
        page.keyboard.press("Control+Enter")

    assert sent.value.request.is_navigation_request()
    page.get_by_text("It is sent").wait_for()


@pytest.mark.rule("PL-193")
@pytest.mark.parametrize("name", gallery.PAGES)
@pytest.mark.parametrize("width", [320, 1366])
def test_no_page_of_the_gallery_scrolls_sideways(page, server, name, width):
    html = get_template(f"common/parts/{name}.html").render(gallery.PAGES[name]())
    page.route(f"{HOME}/gallery/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{HOME}/gallery/")

    assert page.evaluate("document.documentElement.scrollWidth") <= width
