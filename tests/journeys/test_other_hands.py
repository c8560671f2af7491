"""Without a mouse, without scripts."""

import pytest

from .hands import DOMAIN, PASSWORD, address_of, follow, path, pick, press, problems, sign_in, words


@pytest.mark.rule("PL-193")
def test_the_keyboard_alone_leads_from_signing_in_to_a_file(page):
    page.goto("/")
    tab_to(page, "Work e-mail")
    page.keyboard.type(f"priya@{DOMAIN}")
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="People to reach").wait_for()

    page.keyboard.press("Tab")
    assert focused(page)["name"] == "Skip to main content"
    page.keyboard.press("Enter")
    tab_to(page, "Dawn Tressider")
    page.keyboard.press("Enter")

    page.get_by_role("heading", name="To do next").wait_for()
    assert "Dawn Tressider" in page.get_by_role("region", name="This file").inner_text()
    tab_to(page, "Start call")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="How to speak").wait_for()
    tab_to(page, "Start call")  # in the header
    tab_to(page, "Start call")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show the number").wait_for()
    tab_to(page, "Show the number")
    page.keyboard.press("Enter")
    page.locator(".rw-revealed").wait_for()
    tab_to(page, "No answer")
    assert focused(page)["name"]


def focused(page) -> dict:
    """Where the keyboard is: what it is called, and whether a person sees it there."""
    return page.evaluate(
        """() => { const e = document.activeElement, box = e.getBoundingClientRect();
        const name = e.labels?.[0]?.innerText ?? e.innerText;
        const seen = e.matches(":focus-visible") && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
        return { name: name.trim(), seen }; }"""
    )


def tab_to(page, name: str) -> None:
    """Press Tab until the keyboard is at something of this name, seen all the way."""
    for _ in range(60):
        page.keyboard.press("Tab")
        at = focused(page)
        assert at["seen"], f"the keyboard is at “{at['name']}”, which nobody sees"
        if at["name"].startswith(name):
            return
    raise AssertionError(f"Tab does not lead to “{name}”")


@pytest.fixture
def plain(someone):
    """Priya at a browser that runs no scripts."""
    return sign_in(someone(javascript=False), "Priya")


@pytest.mark.rule("PL-193")
def test_a_referral_is_taken_without_scripts(plain, picture):
    plain.goto("/r/new/")
    pick(plain, "Who refers?", "Police")
    plain.get_by_label("Name of the person who refers", exact=True).fill("PC Lena Farrow")
    plain.get_by_label("First name", exact=True).fill("Oluchi")
    plain.get_by_label("Phone number of the person referred").fill("07700 900 377")
    picture(plain, "plain-referral")

    press(plain, "Save and look whether we know them")

    assert path(plain).endswith("/match/"), problems(plain)
    pick(plain, "What did you find?", "Nothing found: we do not know this person")
    press(plain, "Record this answer")
    assert "Nothing found: we do not know this person" in words(plain)


@pytest.mark.rule("PL-193")
def test_a_part_of_the_dash_is_answered_without_scripts(plain, picture):
    plain.goto(f"{address_of(plain, 'Joanne Pike')}risk/")
    follow(plain, "Go on with the Dash")
    if plain.get_by_role("link", name="One part at a time").count():
        follow(plain, "One part at a time")
    plain.goto(plain.url.replace("/1/", "/4/"))
    plain.locator("input[name='dash.q14'][value=yes]").check()
    plain.get_by_role("group", name="Whose life was threatened?").get_by_label("The children’s").check()
    picture(plain, "plain-dash")

    press(plain, "Save and go on")

    assert path(plain).endswith("/5/")
    press(plain, "Back to part 4")
    assert plain.locator("input[name='dash.q14'][value=yes]").is_checked()
    assert (
        plain.get_by_role("group", name="Whose life was threatened?")
        .get_by_label("The children’s")
        .is_checked()
    )


@pytest.mark.rule("PL-193")
def test_a_number_is_kept_and_a_row_of_the_plan_written_without_scripts(plain, picture):
    leila = address_of(plain, "Leila Haddon")
    plain.goto(f"{leila}contact/")
    follow(plain, "Add a number")
    plain.get_by_label("Telephone number").fill("07700 900 388")
    pick(plain, "May we ring?", "No")
    picture(plain, "plain-number")
    press(plain, "Keep it")
    assert path(plain) == f"{leila}contact/"

    plain.goto(f"{leila}plan/rows/new/")
    pick(plain, "Where does it belong?", "Next weeks")
    plain.get_by_label("What is it about?").fill("Money")
    pick(plain, "Where did it come from?", "The client asked")
    plain.get_by_label("What was agreed?").fill("A bank account of her own")
    pick(plain, "Who does it?", "The client")
    pick(plain, "By when?", "By a day")
    due = plain.get_by_role("group", name="Day")
    for part, number in (("Day", "24"), ("Month", "12"), ("Year", "2031")):
        due.get_by_label(part).fill(number)
    pick(plain, "Does the client know of it?", "Yes, it may stand on the client’s copy")
    picture(plain, "plain-row")
    press(plain, "Keep this row")
    assert "A bank account of her own" in words(plain)


@pytest.mark.rule("PL-75", "PL-193")
def test_a_number_is_shown_and_hidden_without_scripts(plain):
    plain.goto(f"{address_of(plain, 'Marek Zielny')}contact/")
    assert "900 127" not in plain.content() and "900127" not in plain.content()

    follow(plain.get_by_role("main"), "Start call")
    press(plain.get_by_role("main"), "Start call")
    press(plain, "Show the number")

    assert plain.locator("main a.rw-revealed").inner_text().replace(" ", "").endswith("900127")
    press(plain, "Not used")
    assert "900127" not in plain.content().replace(" ", "")
