"""The real server on its own database, and people in front of real browsers."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from .chromium import open_browser
from .database import ROOT
from .serving import Rowan

PICTURES = ROOT / "var" / "screenshots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ALLOWED = [  # both belong to the design system itself
    (
        "aria-allowed-attr",
        re.compile(r"class=\"govuk-(radios|checkboxes)__input\".*aria-expanded", re.DOTALL),
    ),
    ("region", re.compile(r"class=\"govuk-back-link\b")),
]


@pytest.fixture(scope="session")
def demonstration(django_db_setup, tmp_path_factory) -> Iterator[Rowan]:
    """A Rowan with the people of the demonstration, filled once and never started: others begin like it."""
    filled = Rowan("live_filled", tmp_path_factory.mktemp("filled"))
    try:
        filled.manage("prepare")
        yield filled
    finally:
        filled.end()


@pytest.fixture(scope="module")
def rowan(demonstration, tmp_path_factory) -> Iterator[Rowan]:
    """Rowan as it ships, on a database of its own with the people of the demonstration."""
    started = Rowan("live", tmp_path_factory.mktemp("rowan"), like=demonstration)
    try:
        started.start()
        yield started
    finally:
        started.end()


@pytest.fixture(scope="module")
def live_rowan(rowan) -> str:
    """Its address."""
    return rowan.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = open_browser(playwright)
        yield opened
        opened.close()


@pytest.fixture
def console_errors() -> list[str]:
    """What the browser complained of. A test that provokes a complaint takes it out again."""
    return []


@pytest.fixture
def someone(browser, live_rowan, console_errors) -> Iterator[Callable[..., Page]]:
    """`someone()` is a page of somebody at her own computer; `someone(width=320)` at a small one."""
    contexts = []

    def sits_down(
        *, at: str = live_rowan, width: int = 1280, height: int = 900, javascript: bool = True, **more
    ) -> Page:
        context = browser.new_context(
            base_url=at, locale="en-GB", timezone_id="Europe/London",
            viewport={"width": width, "height": height}, java_script_enabled=javascript, **more,
        )  # fmt: skip
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: console_errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: console_errors.append(str(error)))
        return page

    yield sits_down
    for context in contexts:
        context.close()
    assert console_errors == []


@pytest.fixture
def page(someone) -> Page:
    return someone()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """`axe(page)` fails on anything that a machine can tell is hard to use."""
    source = AXE.read_text()

    def check(page: Page) -> None:
        page.evaluate(source)  # not as a script tag, which our content policy would refuse
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        bad = [
            f"{rule['id']}: {rule['help']}\n    {node['html']}"
            for rule in found
            for node in rule["nodes"]
            if not any(rule["id"] == name and shape.search(node["html"]) for name, shape in ALLOWED)
        ]
        assert not bad, page.url + "\n" + "\n".join(bad)

    return check


@pytest.fixture(scope="session")
def picture() -> Callable[[Page, str], None]:
    """`picture(page, "my-day")` keeps the whole page as var/screenshots/my-day.png."""
    PICTURES.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str) -> None:
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=PICTURES / f"{name}.png", full_page=True, animations="disabled")

    return take
