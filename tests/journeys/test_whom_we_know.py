"""Do we know this person? Beside the form, while somebody types (ux P6)."""

import pytest

from .hands import press, sign_in

pytestmark = pytest.mark.room("referrals", "people")


def panel(page):
    return page.locator("[data-known-panel]")


@pytest.mark.rule("MT-7")
def test_the_answer_comes_while_typing_and_never_from_the_address(page, axe):
    asked = []
    page.on("request", lambda sent: asked.append(sent.url) if "/known/" in sent.url else None)
    sign_in(page, "Mina", then="/r/new/")

    page.get_by_label("First name").first.press_sequentially("Dawn", delay=30)
    page.get_by_label("Last name").first.press_sequentially("Tressider", delay=30)
    panel(page).get_by_text("Dawn Tressider").wait_for()

    assert 0 < len(asked) <= 4  # after a pause, not for each key
    assert not any("Tres" in url or "Dawn" in url for url in asked)
    axe(page)


@pytest.mark.rule("MT-7")
def test_an_answer_that_comes_late_is_dropped(page):
    held = []
    sign_in(page, "Mina", then="/r/new/")
    page.route("**/r/known/", lambda route: held.append(route))

    page.get_by_label("First name").first.fill("Dawn")
    page.get_by_label("Last name").first.fill("Tressider")
    page.wait_for_timeout(500)
    page.get_by_label("Last name").first.fill("Nobodyhere")
    page.wait_for_timeout(500)
    early, late = held[0], held[-1]
    late.continue_()
    panel(page).get_by_text("Nobody found that you may see.").wait_for()
    early.continue_()
    page.wait_for_timeout(500)

    assert len(held) == 2
    assert "Dawn Tressider" not in panel(page).inner_text()


def test_the_button_looks_without_a_script_and_keeps_what_was_typed(someone):
    page = someone(javascript=False)
    sign_in(page, "Mina", then="/r/new/")
    page.get_by_label("First name").first.fill("Dawn")
    page.get_by_label("Last name").first.fill("Tressider")

    press(page, "Check now")

    assert "Dawn Tressider" in panel(page).inner_text()
    assert page.get_by_label("Last name").first.input_value() == "Tressider"
