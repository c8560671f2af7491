"""What every answer carries, and what no title, address or form may say (PL-23, PL-25, PL-182)."""

import re

import pytest
from django.test import Client

from rowan.access import routes
from tests.support.town import address, every_route, open_list
from tests.support.world import sign_in

TELLING = re.compile(
    r"safety|abuse|\bdash\b|marac|violen|survivor|victim|\brisk\b|harm|refuge|idva|conflict", re.IGNORECASE
)
NAMES = re.compile(r"Leila|Haddon|Dawn|Femi|Ashmere|Nandra|Okafor", re.IGNORECASE)
TITLE = re.compile(r"(Error: )?([A-Z][\w’',\- ]*|[0-9A-Z]{4}-[0-9A-Z]{4}, [\w’', \-]+) · Rowan$")
NO_TYPING = {"hidden", "submit", "file", "radio", "checkbox", "button"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "Permissions-Policy": "camera=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}


@pytest.fixture(scope="module")
def read() -> dict[str, str]:
    """Pages once read serve every test here."""
    return {}


@pytest.fixture
def pages(read, request) -> dict[str, str]:
    """Every page of Leila's file and of the program that opens for somebody, by its name."""
    if read:
        return read
    town = request.getfixturevalue("town")
    open_list(town)
    for persona in ("manager", "practitioner", "duty", "administrator"):
        client = town.world.client(persona)
        for _path, pattern in every_route():
            if pattern.name in ("account-hidden", "account-locked", "account-service", *read):
                continue
            if "GET" not in routes.of(pattern.callback).methods:
                continue
            response = client.get(address(town, pattern.name))
            content = b"".join(response)
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                read[pattern.name] = content.decode()
    assert len(read) > 30
    return read


@pytest.mark.rule("PL-23")
def test_no_title_tells_what_it_is_for_or_whose_page_it_is(pages):
    titles = {name: re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1] for name, html in pages.items()}

    wrong = {
        name: title
        for name, title in titles.items()
        if TELLING.search(title) or NAMES.search(title) or not TITLE.match(title)
    }
    assert wrong == {}


@pytest.mark.rule("PL-23")
def test_no_address_tells_what_it_is_for(db):
    fixed = {path: re.sub(r"<[^>]*>", "", path) for path, _pattern in every_route()}

    told = {path for path, words in fixed.items() if TELLING.search(words)}
    assert {
        path for path in told if not re.search(r"/(risk|conflict)/", path)
    } == set()  # words of any office


@pytest.mark.rule("PL-23")
def test_every_page_has_the_one_plain_icon(pages):
    icons = {link for html in pages.values() for link in re.findall(r'<link rel="icon"[^>]*>', html)}

    assert len(icons) == 1
    assert "icon" in icons.pop()


@pytest.mark.rule("PL-25")
def test_no_browser_fills_in_or_translates_what_is_about_people(pages):
    wrong = []
    for name, html in pages.items():
        if not re.search(r'<html lang="[\w-]+" translate="no">', html):
            wrong.append((name, "may be translated"))
        html = re.sub(r'<form[^>]* autocomplete="off".*?</form>', "", html, flags=re.DOTALL)
        for control in re.findall(r"<(?:input|textarea|select)\b[^>]*>", html):
            kind = re.search(r'type="(\w+)"', control)
            if kind and kind[1] in NO_TYPING:
                continue
            if not re.search(
                r'autocomplete="(off|username|current-password|new-password|one-time-code)"', control
            ):
                wrong.append((name, control))

    assert wrong == []


@pytest.mark.rule("PL-25")
def test_nobody_is_remembered(db):
    page = Client().get("/account/sign-in/").content.decode()

    assert not re.search(r"remember|stay signed in|keep me", page, re.IGNORECASE)
    assert "checkbox" not in page


@pytest.mark.rule("PL-182")
def test_every_answer_carries_the_headers(town):
    client = town.world.client("practitioner")
    answers = {
        "page": client.get(address(town, "case")),
        "form": client.get(address(town, "papers")),
        "download": client.get(address(town, "paper")),
        "sent on": client.post("/find/", {"words": "Leila"}),
        "not there": client.get("/nowhere/"),
        "not theirs": client.get("/settings/people/"),
        "wrong method": client.delete("/"),
        "locked": town.world.client("locked").get("/"),
        "signed out": Client().get("/account/sign-in/"),
        "sent to sign in": Client().get("/"),
    }

    assert b"".join(answers["download"]).startswith(b"%PDF")
    missing = [
        (name, header)
        for name, answer in answers.items()
        for header, start in HEADERS.items()
        if not answer.get(header, "").startswith(start)
    ]
    assert missing == []
    policy = answers["page"]["Content-Security-Policy"]
    assert "unsafe" not in policy
    for rule in ("object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in policy


@pytest.mark.rule("PL-182")
def test_cookies_are_not_for_scripts_or_other_sites(world):
    response = Client().get("/account/sign-in/", follow=True)
    response = Client().post(
        "/account/sign-in/", {"email": "duty@example.org", "password": "walnut kettle harbour"}
    )

    for name, cookie in response.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == ("Strict" if "forgery" in name else "Lax"), name
        assert cookie["path"] == "/" and not cookie["domain"], name


@pytest.mark.rule("PL-183")
def test_a_check_that_breaks_refuses(town, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("Leila Haddon")

    for guard in (
        "rowan.files.middleware.require",
        "rowan.files.middleware.acting",
        "rowan.files.opening.File.objects.visible_to",
        "rowan.files.middleware.routes.of",
    ):
        client = sign_in(town.world.practitioner, town.world.ashmere).client
        client.raise_request_exception = False
        with monkeypatch.context() as patch:
            patch.setattr(guard, broken)
            response = client.get(address(town, "case"))
        assert response.status_code == 500, guard
        assert not NAMES.search(response.content.decode()), guard
        assert "Traceback" not in response.content.decode()
