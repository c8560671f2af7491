"""An intake by telephone, finished face to face: Leila, with Priya. Each test is the next step of one story."""

import re

import pytest

from .hands import address_of, follow, pick, press, problems, sign_in, words

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def look(axe, picture):
    """Hardly anything is hard to use, and nothing is wider than a phone."""

    def check(page, name: str) -> None:
        picture(page, f"intake-{name}")
        axe(page)
        desk = page.viewport_size
        page.set_viewport_size(PHONE)
        picture(page, f"intake-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(desk)

    return check


def leila(page, more: str = "") -> None:
    page.goto(address_of(page, "Leila Haddon") + "intake/" + more)


@pytest.mark.rule("CM-21", "CM-26")
def test_by_telephone_what_is_needed_most_is_kept_first(someone, look):
    priya = sign_in(someone(), "Priya")
    leila(priya)
    assert "Is there any conflict of interest?" in words(priya)
    look(priya, "missing")
    follow(priya, "Most needed first")
    look(priya, "first")
    priya.get_by_label("Code word").fill("Heron")
    priya.get_by_role("checkbox", name="Staff safety").check()
    priya.locator("#id_flag_staff_safety").fill("Visit in twos")
    pick(priya, "Is the client pregnant?", "No")
    press(priya, "Keep this")

    assert priya.url.endswith("/intake/")
    assert "Visit in twos" in priya.locator(".rw-case__concerns").inner_text()


@pytest.mark.rule("CM-25")
def test_then_the_parts_by_telephone_with_the_keyboard_alone(someone, look):
    priya = sign_in(someone(javascript=False), "Priya")
    leila(priya, "explained/")
    pick(priya, "How was the intake done?", "By telephone")
    priya.get_by_label("Who referred the client?").fill("Ashmere Police")
    pick(priya, "Was the service explained to the client?", "Yes")
    priya.get_by_role("group", name="How was it explained?").get_by_label("By telephone").check()
    press(priya, "Keep this")
    assert not problems(priya)
    leila(priya, "person/")
    pick(priya, "Is an interpreter or other help needed?", "No")
    press(priya, "Keep this")
    leila(priya, "conflict/")
    pick(priya, "Is there any conflict of interest?", "No")
    press(priya, "Keep this")

    assert "Is there any conflict of interest?" not in words(priya)
    assert "parental responsibility for Yusuf" in words(priya)


def test_face_to_face_the_children_and_the_signature(someone, look):
    priya = sign_in(someone(), "Priya")
    for name in ("Yusuf", "Elif"):
        leila(priya, "children/")
        follow(priya, name)
        pick(priya, "Is the person causing harm a parent of this child?", "Yes")
        pick(priya, "Does the person causing harm have parental responsibility?", "Yes")
        press(priya, "Keep this")
    pick(priya, "Are there any children?", "Yes")
    pick(priya, "Are children’s services involved?", "No")
    priya.get_by_label("No serious concerns about the children").check()
    look(priya, "children")
    press(priya, "Keep this")
    leila(priya, "explained/")
    pick(priya, "How was the intake done?", "Face to face")
    press(priya, "Keep this")
    follow(priya, "Check and sign")
    look(priya, "sign")
    priya.get_by_role("button", name="Sign", exact=True).click()

    priya.wait_for_url(re.compile(r"/intake/signed/"))
    assert "Edition 1" in words(priya).title() and "Face to face" in words(priya)
    look(priya, "signed")


@pytest.mark.rule("CM-23", "T-12")
def test_active_waits_for_the_rest_and_a_senior_says_why_not(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    leila(priya, "active/")
    assert "The severity grid, signed" in words(priya)
    look(priya, "active")
    press(priya, "Make active")
    assert "Missing for active" in priya.locator("body").inner_text()
    console_errors.clear()  # the browser tells of the 409

    tom = sign_in(someone(), "Tom")
    tom.goto(priya.url)
    tom.get_by_label("Why should the case be active").fill("She moves on Friday; the grid follows")
    press(tom, "Make active")

    assert "The case is active" in tom.locator("body").inner_text()
