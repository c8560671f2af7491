"""Who opened this file (PL-129), what no browser may keep (PL-25), and checks that break (PL-183)."""

import re

import pytest
from django.test import Client

from rowan.access import routes
from tests.support.town import address, every_route, open_list
from tests.support.world import audited, sign_in

NAMES = re.compile(r"Leila|Haddon|Dawn|Femi|Ashmere|Nandra|Okafor", re.IGNORECASE)
FILLED_BY_HAND = re.compile(r'autocomplete="(off|username|current-password|new-password|one-time-code)"')
NO_TYPING = {"hidden", "submit", "file", "radio", "checkbox", "button"}


@pytest.mark.rule("PL-25")
def test_no_browser_fills_in_or_translates_what_is_about_people(town):
    open_list(town)
    read, wrong = set(), []
    for persona in ("manager", "duty", "administrator"):
        client = town.world.client(persona)
        for _path, pattern in every_route():
            if pattern.name in read or "GET" not in routes.of(pattern.callback).methods:
                continue
            if pattern.name in ("account-hidden", "account-locked", "account-service"):
                continue
            response = client.get(address(town, pattern.name))
            html = b"".join(response).decode(errors="replace")
            if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
                read.add(pattern.name)
                wrong += [(pattern.name, control) for control in left_to_the_browser(html)]

    assert wrong == []
    assert len(read) > 30


def left_to_the_browser(html: str) -> list[str]:
    """Controls for typing in which a browser may offer what was typed before, or a page it may translate."""
    wrong = [] if re.search(r'<html lang="[\w-]+" translate="no">', html) else ["html"]
    html = re.sub(r'<form[^>]* autocomplete="off".*?</form>', "", html, flags=re.DOTALL)
    for control in re.findall(r"<(?:input|textarea|select)\b[^>]*>", html):
        kind = re.search(r'type="(\w+)"', control)
        if not (kind and kind[1] in NO_TYPING) and not FILLED_BY_HAND.search(control):
            wrong.append(control)
    return wrong


@pytest.mark.rule("PL-25")
def test_nobody_is_remembered(db):
    page = Client().get("/account/sign-in/").content.decode()

    assert not re.search(r"remember|stay signed in|keep me", page, re.IGNORECASE)
    assert "checkbox" not in page


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


# Who opened this


@pytest.mark.rule("PL-129")
def test_her_worker_and_managers_see_who_opened_the_file(town):
    town.world.client("senior").get(address(town, "contact"))
    town.world.client("duty").get(address(town, "case"))

    for persona in ("practitioner", "manager"):
        html = town.world.client(persona).get(address(town, "opened")).content.decode()
        rows = [re.sub(r"<[^>]+>|\s+", " ", row) for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL)]
        assert any("Tom Bexley" in row and "Senior practitioner" in row for row in rows), persona
        assert any("Mina Osei" in row and "Duty desk" in row and "Opened the file" in row for row in rows)
        assert all(re.search(r"\d\d:\d\d|When", row) for row in rows)


@pytest.mark.rule("PL-129")
def test_looking_at_who_opened_it_is_itself_on_the_list(town):
    client = town.world.client("manager")
    client.get(address(town, "opened"))

    html = client.get(address(town, "opened")).content.decode()

    assert "Looked at who opened the file" in html
    assert [e["actor"] for e in audited("file.readers_read")] == ["Helen Okafor"] * 2


@pytest.mark.rule("PL-129")
@pytest.mark.parametrize(
    "persona, status",
    [("duty", 403), ("officer", 404), ("other_manager", 404), ("administrator", 404), ("nobody", 302)],
)
def test_whoever_may_not_does_not_see_who_opened_it(town, persona, status):
    response = town.world.client(persona).get(address(town, "opened"))

    assert response.status_code == status
    assert "Nandra" not in response.content.decode()


@pytest.mark.rule("PL-129")
def test_a_refused_look_from_inside_stands_on_the_list(town):
    client = town.world.client("duty")
    client.get(address(town, "risk"))

    assert [e["result"] for e in audited("request.refused")] == ["refused"]
