"""Many cases go to a colleague at once, with what she needs to know: it stands on her day and in each file."""

import pytest

from .hands import follow, press, problems, refused, sign_in, words

NOTE = "Away from Monday. Both prefer mornings; neither wants a message left."
NAMES = ("Marek Zielny", "Dawn Tressider")
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def look(axe, picture):
    """Hardly anything is hard to use, and nothing is wider than a phone."""

    def check(page, name: str) -> None:
        picture(page, f"handover-{name}")
        axe(page)
        desk = page.viewport_size
        page.set_viewport_size(PHONE)
        picture(page, f"handover-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(desk)

    return check


@pytest.mark.rule("CM-7")
def test_a_senior_hands_many_cases_to_a_colleague_who_finds_the_note(someone, look, console_errors):
    priya, tom = sign_in(someone(), "Priya", "/c/"), sign_in(someone(), "Tom", "/c/")
    for name in NAMES:
        assert name in words(priya)

    follow(tom.get_by_role("main"), "All that I may open")
    follow(tom.get_by_role("table"), "Priya Nandra")
    assert tom.get_by_role("heading", level=1).inner_text() == "Cases of Priya Nandra"
    press(tom, "Hand over")
    assert problems(tom) == [
        "Tick the cases to hand over",
        "Tick one or several colleagues",
        "Answer “What do the next workers need to know?”",
    ]
    for name in NAMES:
        tom.get_by_role("group", name="Which cases?").get_by_label(name).check()
    tom.get_by_role("group", name="To whom?").get_by_label("Yusra Halabi").check()
    tom.get_by_label("What do the next workers need to know?").fill(NOTE)
    look(tom, "many")
    press(tom, "Hand over")
    assert "2 cases handed over" in tom.get_by_role("main").inner_text()
    assert not any(name in words(tom) for name in NAMES)
    look(tom, "done")

    priya.goto("/c/")
    assert not any(name in words(priya) for name in NAMES)

    yusra = sign_in(someone(), "Yusra")
    for name in NAMES:
        row = yusra.get_by_role("listitem").filter(has_text=name).filter(has_text="Given to you by Tom")
        assert row.count() == 1
    look(yusra, "her-day")
    follow(row, NAMES[-1])
    handed = yusra.get_by_role("main").locator("section").filter(has_text="Handed over").first
    assert NOTE in handed.inner_text() and "Tom Bexley" in handed.inner_text()
    look(yusra, "case")
    follow(yusra, "Timeline")
    assert f"Handed over from Priya Nandra to Yusra Halabi. {NOTE}" in words(yusra)
    refused(console_errors, 422)
