"""Every page once, in a browser: easy to use, narrow enough for a phone, and quiet (PL-193).

The pages are made in this process for the people and files of the tests, and handed to the browser with the
headers that they have, so that a page is looked at from the day it is registered. What only shows after somebody
has done something is looked at in `journeys`. Downloads are no pages.
"""

from mimetypes import guess_type
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client

from rowan.access import routes
from tests.support.pages import IN_ASHMERE, client_of, complete, read_whole, where
from tests.support.town import every_route

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}
HERE = "http://localhost:9"  # nobody listens: whatever is not handed over fails
AT_A_MOMENT = {  # looked at in journeys, where the moment comes
    "account-hidden",
    "account-join",
    "account-check",
    "account-locked",
    "account-back",
    "find-result",
    "agreement-turned",
    "form-turned",
    "plan-turned",
}


def test_every_page_is_easy_to_use_and_narrow_and_quiet(town, browser, axe, picture):
    complete(town)
    asked, faults = {}, []
    context = browser.new_context(base_url=HERE, locale="en-GB", viewport=DESK)
    page = context.new_page()
    page.on("console", lambda said: faults.append(f"{page.url}: {said.text}") if said.type == "error" else 0)
    page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
    page.route("**/*", lambda route: route.fulfill(**answer_to(asked, route.request.url)))

    unseen = []
    for name in names():
        answer = first_answer(town, name)
        if answer is None:
            unseen.append(name)
            continue
        if "attachment" in answer["headers"].get("Content-Disposition", ""):
            continue
        asked.clear()
        asked[urlsplit(where(town, name)).path] = answer
        page.goto(where(town, name))
        faults += [f"{name}: {fault}" for fault in look(page, name, axe, picture)]
    context.close()

    assert not faults, "\n".join(faults)
    assert not unseen, f"opens to nobody: {', '.join(unseen)}"


def names() -> list[str]:
    """Every route that answers with something to look at."""
    declared = {
        pattern.name for _path, pattern in every_route() if "GET" in routes.of(pattern.callback).methods
    }
    return sorted(declared - AT_A_MOMENT)


def first_answer(town, name: str) -> dict | None:
    """The page as the first of Ashmere's people gets it to whom it opens, or else a stranger."""
    for client in [*(client_of(town, persona) for persona in IN_ASHMERE), Client()]:
        answer = client.get(where(town, name))
        body = read_whole(answer)
        if answer.status_code == 200:
            return {"status": 200, "headers": {**answer.headers}, "body": body}
    return None


def answer_to(asked: dict, url: str) -> dict:
    """The page that is looked at, or one of its static files; nothing else."""
    path = urlsplit(url).path
    if path in asked:
        return asked[path]
    file = settings.STATIC_ROOT / path.removeprefix(settings.STATIC_URL)
    if not file.is_file():
        return {"status": 204, "body": ""}
    return {"path": file, "content_type": guess_type(path)[0] or "application/octet-stream"}


def look(page, name: str, axe, picture) -> list[str]:
    faults = []
    picture(page, f"page-{name}")
    try:
        axe(page)
    except AssertionError as found:
        faults.append(str(found))
    page.set_viewport_size(PHONE)
    picture(page, f"page-{name}-320")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > PHONE["width"]:
        faults.append(f"{wide} pixels wide on a phone")
    page.set_viewport_size(DESK)
    return faults
