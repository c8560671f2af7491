"""The person is reached safely: how to speak, the number in sight, one press for what came of it."""

import pytest

from .hands import address_of, follow, no_answer, pick, press, refused, sign_in, words

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def look(axe, picture):
    """Hardly anything is hard to use, and nothing is wider than a phone."""

    def check(page, name: str) -> None:
        picture(page, f"reach-{name}")
        axe(page)
        desk = page.viewport_size
        page.set_viewport_size(PHONE)
        picture(page, f"reach-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(desk)

    return check


@pytest.mark.rule("PL-85", "CM-9")
def test_how_to_speak_comes_first_and_leaving_without_a_word_is_remembered(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    marek = address_of(priya, "Marek Zielny")

    priya.goto(f"{marek}contact/")
    look(priya, "contact")
    follow(priya.get_by_role("main"), "Start call")
    assert "Nothing was agreed. Say your first name only" in words(priya)
    press(priya.get_by_role("main"), "Start call")
    look(priya, "speak")
    assert "900127" not in priya.content().replace(" ", "")
    press(priya, "Show the number")
    assert words(priya).replace(" ", "").count("900127") == 1
    assert priya.locator("a[href='tel:+447700900127']").count() == 1
    look(priya, "number")

    priya.goto(f"{marek}contact/")
    assert "nobody has said what came of it" in words(priya)
    look(priya, "left")
    follow(priya.get_by_role("main"), "Say what came of it")
    no_answer(priya)
    assert "No answer" in words(priya)
    assert "1 try, nobody reached" in words(priya)
    look(priya, "tried")
    assert console_errors == []


@pytest.mark.rule("PL-81")
def test_a_number_is_given_its_times_and_what_happened_is_kept(someone, look):
    priya = sign_in(someone(), "Priya")
    leila = address_of(priya, "Leila Haddon")

    priya.goto(f"{leila}contact/")
    follow(priya.get_by_role("main"), "Safe times")
    pick(priya, "When?", "Each week")
    for day in ("Saturday", "Sunday"):
        priya.get_by_role("group", name="On which days?").get_by_label(day).check()
    priya.get_by_label("From").fill("10:00")
    look(priya, "times")
    press(priya, "Add this time")
    assert "from 10:00 weekends" in words(priya)

    priya.goto(f"{leila}contact/")
    follow(priya.get_by_role("main"), "Something happened")
    pick(priya, "What happened, or will?", "A new incident")
    priya.get_by_label("Day", exact=True).fill("today")
    look(priya, "happened")
    press(priya, "Keep it")
    assert "A new incident" in words(priya)
    assert "Ask again first" in words(priya)
    follow(priya.get_by_role("main"), "Ask again")
    assert "What was answered before no longer counts" in words(priya)
    look(priya, "ask-again")
    follow(priya.get_by_role("main"), "Go back")
    follow(priya.get_by_role("main"), "Add a number")
    look(priya, "add")


@pytest.mark.rule("PL-87", "PL-83")
def test_a_manager_forbids_contact_and_nobody_can_ring(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    sian = address_of(priya, "Siân Llewellyn")
    helen = sign_in(someone(), "Helen", f"{sian}contact/")

    follow(helen.get_by_role("main"), "Forbid direct contact")
    helen.get_by_label("Why may nobody contact them directly?").fill("The police asked")
    helen.get_by_label("Who may decide otherwise?").fill("DS Carr")
    look(helen, "rule")
    press(helen, "Forbid direct contact")
    assert "DS Carr may decide otherwise" in words(helen)
    look(helen, "forbidden")

    priya.goto(f"{sian}contact/")
    assert "No direct contact" in priya.get_by_role("region", name="This file").inner_text()
    assert priya.get_by_role("main").get_by_role("link", name="open with a reason").count() == 0
    refused(console_errors)
