"""The Dash asked together with the client: the screen is turned, one question at a time, and given back."""

import pytest

from rowan.workspace.demo.people import PASSWORD

from .hands import address_of, follow, pick, press, refused, sign_in, words

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def look(axe, picture):
    def check(page, name: str) -> None:
        picture(page, f"together-{name}")
        axe(page)
        desk = page.viewport_size
        page.set_viewport_size(PHONE)
        picture(page, f"together-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(desk)

    return check


@pytest.mark.rule("PL-24", "CM-62")
def test_a_dash_is_asked_together_and_the_grid_follows(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    joanne = address_of(priya, "Joanne Pike")
    priya.goto(f"{joanne}risk/")
    follow(priya.get_by_role("main"), "Go on with the Dash")
    form = priya.url

    press(priya, "Turn screen")
    assert "Question 1 of" in priya.get_by_role("banner").inner_text()
    look(priya, "question")
    first = priya.get_by_role("heading", level=1).inner_text()
    priya.get_by_label("Yes", exact=True).first.check()
    priya.get_by_role("button", name="Next question").last.click()
    assert priya.get_by_role("heading", level=1).inner_text() != first
    press(priya, "Back")
    assert priya.get_by_role("heading", level=1).inner_text() == first
    assert priya.get_by_label("Yes", exact=True).first.is_checked()
    follow(priya, "Give the screen back")
    priya.get_by_label("Password", exact=True).fill(PASSWORD)
    press(priya, "Go on")
    assert priya.url.split("?")[0] == form.split("?")[0]

    priya.goto(f"{joanne}risk/grid/")
    look(priya, "grids")
    press(priya.get_by_role("main"), "Start the grid")
    physical = priya.get_by_role("region", name="Physical abuse")
    pick(physical, "Is physical abuse happening now?", "Yes")
    pick(physical, "How severe is it?", "Moderate")
    look(priya, "grid")
    priya.get_by_role("button", name="Save", exact=True).last.click()
    pick(priya.get_by_role("region", name="Physical abuse"), "Is physical abuse happening now?", "No")
    priya.get_by_role("button", name="Save", exact=True).last.click()
    assert "If you go on, the ratings of what is not answered with yes are cleared" in words(priya)
    look(priya, "clear")
    press(priya, "Clear those ratings and save")
    assert "are cleared" not in words(priya)
    refused(console_errors, 422)
