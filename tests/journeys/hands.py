"""What people do in front of Rowan, in the words that they see."""

import re
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Locator, Page

from rowan.workspace.demo.people import DOMAIN, PASSWORD


def sign_in(page: Page, name: str, then: str = "/") -> Page:
    """Somebody of the demonstration, by first name."""
    page.goto(then)
    page.get_by_label("Work e-mail").fill(f"{name.lower()}@{DOMAIN}")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Main").wait_for()
    return page


def pick(page: Page | Locator, question: str, answer: str) -> None:
    """Answer a question that offers its answers."""
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).first.check()


def press(page: Page | Locator, name: str) -> None:
    page.get_by_role("button", name=named(name)).click()


def follow(page: Page | Locator, name: str) -> None:
    page.get_by_role("link", name=named(name)).first.click()


def named(words: str) -> re.Pattern:
    """These words, also where some of them are only for screen readers and stand apart."""
    return re.compile(r"\s*".join(re.escape(word) for word in re.findall(r"\w+|[^\w\s]", words)))


def no_answer(page: Page) -> None:
    """Nobody picks up. Out of hours Rowan asks why it was tried then."""
    press(page, "No answer")
    page.wait_for_load_state()
    if path(page).endswith("/why/"):
        page.get_by_label("Why was it done so?").fill("She asked for it")
        press(page, "Save the reason")


def words(page: Page) -> str:
    """What stands in the main part of the page."""
    return page.get_by_role("main").inner_text()


def problems(page: Page) -> list[str]:
    """What the summary of errors says."""
    return page.locator(".govuk-error-summary li").all_inner_texts()


def path(page: Page) -> str:
    return urlsplit(page.url).path


def address_of(page: Page, name: str, *, on: str = "/c/") -> str:
    """Where this person's file or referral is, as a list shows it, on whichever of its pages."""
    page.goto(on)
    link = page.get_by_role("table").get_by_role("link", name=name)
    onward = page.get_by_role("link", name="Next page")
    while not link.count() and onward.count():
        page.goto(urljoin(page.url, onward.first.get_attribute("href")))
    return link.first.get_attribute("href")


def refused(console_errors: list[str], *statuses: int) -> None:
    """The browser complained of just these answers, which the test wanted."""
    said = [int(re.search(r"status of (\d+)", line)[1]) for line in console_errors]
    assert said == list(statuses)
    console_errors.clear()


def only_refused(console_errors: list[str], status: int) -> None:
    """The browser complained of this answer only, however often it asked again."""
    assert all(f"status of {status}" in line for line in console_errors), console_errors
    console_errors.clear()
