"""The agreement with one person: five sentences in an emergency, all of it by telephone, then face to face.

Each test is the next step of one story: run the file as a whole.
"""

import re

import pytest

from rowan.workspace.demo.people import PASSWORD

from .hands import address_of, follow, path, pick, press, problems, refused, sign_in, words

PHONE = {"width": 320, "height": 640}
STATEMENTS = (
    "Has this agreement been explained",
    "May details that nobody can recognise",
    "Do you understand that what you tell us",
    "Do you understand that where the risk",
)


@pytest.fixture
def look(axe, picture):
    """Hardly anything is hard to use, and nothing is wider than a phone."""

    def check(page, name: str) -> None:
        picture(page, f"agreement-{name}")
        axe(page)
        desk = page.viewport_size
        page.set_viewport_size(PHONE)
        picture(page, f"agreement-{name}-320")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(desk)

    return check


def dawn(page) -> str:
    return address_of(page, "Dawn Tressider") + "agreement/"


def begin(page, how: str) -> None:
    page.goto(dawn(page) + "new/")
    pick(page, "How do you explain it this time?", how)
    press(page, "Go on")
    page.wait_for_url(re.compile(r"/agreement/[0-9a-f-]{36}/$"))


@pytest.mark.rule("CM-78")
def test_in_an_emergency_five_sentences_and_a_line(someone, look):
    priya = sign_in(someone(), "Priya")
    priya.goto(dawn(priya))
    assert "Nobody has explained it yet." in words(priya)
    begin(priya, "Short version, in an emergency")
    assert "likely to be seriously hurt" in words(priya)
    assert "How does the client sign?" not in words(priya)
    look(priya, "emergency")

    priya.get_by_label("What was talked about").fill("He was at the door. She put the telephone down.")
    press(priya, "Keep as explained")

    assert "So far the short version alone." in words(priya)
    look(priya, "after-emergency")


@pytest.mark.rule("CM-69", "CM-76")
def test_by_telephone_the_worker_signs(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    begin(priya, "By telephone")
    pick(priya, "Who read it?", "All of it was read aloud")
    for asked in ("Did you check", "Did you ask for questions", "Did you tell the client"):
        pick(priya, asked, "Yes")
    for statement in STATEMENTS[:3]:
        pick(priya, statement, "Yes")
    priya.get_by_label("What was talked about").fill("Read all of it. She asked about the police.")
    press(priya, "Sign as Priya Nandra")
    assert problems(priya) == ["Statement 4: select yes or no"]
    look(priya, "telephone")

    pick(priya, STATEMENTS[3], "Yes")
    press(priya, "Sign as Priya Nandra")

    assert "Agreement to be signed face to face" in words(priya)
    assert "By the worker, for the telephone" in words(priya)
    refused(console_errors, 422)


@pytest.mark.rule("CM-71", "CM-79")
def test_face_to_face_the_client_reads_answers_and_signs_on_the_screen(someone, look, axe, picture):
    priya = sign_in(someone(), "Priya")
    begin(priya, "Face to face")
    one = path(priya)
    pick(priya, "Who read it?", "The client read all of it")
    for asked in ("Did you check", "Did you ask for questions", "Did you tell the client"):
        pick(priya, asked, "Yes")
    press(priya, "Turn the screen to the client")
    priya.wait_for_url("**/client/")

    for statement, answer in zip(STATEMENTS, ("Yes", "No", "Yes", "Yes"), strict=True):
        pick(priya, statement, answer)
    pick(priya, "How would you like to sign?", "Draw my signature")
    priya.locator("[data-draw] svg").scroll_into_view_if_needed()
    field = priya.locator("[data-draw] svg").bounding_box()
    priya.mouse.move(field["x"] + 20, field["y"] + 20)
    priya.mouse.down()
    for step in range(1, 12):
        priya.mouse.move(field["x"] + 20 + 20 * step, field["y"] + 20 + 15 * (step % 3))
    priya.mouse.up()
    picture(priya, "agreement-turned")
    axe(priya)
    press(priya, "These are my answers")
    priya.wait_for_url("**/account/thanks/")

    follow(priya, "Give the screen back")
    priya.get_by_label("Password", exact=True).fill(PASSWORD)
    press(priya, "Go on")
    priya.wait_for_url(f"**{one}")
    assert priya.get_by_role("group", name=STATEMENTS[1]).get_by_label("No", exact=True).is_checked()
    assert priya.locator("[data-draw] path").get_attribute("d").startswith("M")
    priya.get_by_label("What was talked about").fill("Met at the library. She read it herself.")
    look(priya, "face-to-face")
    press(priya, "Sign as Priya Nandra")

    assert "to be signed face to face" not in words(priya)
    assert "By the client" in words(priya)
    look(priya, "signed")


@pytest.mark.rule("CM-81")
def test_one_agency_at_a_time_and_a_copy_to_take(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    page = dawn(priya)
    priya.goto(page + "agencies/")
    priya.get_by_label("Which agency?").fill("Ashmere Housing")
    pick(priya, "May we share with them?", "Yes")
    press(priya, "Keep this answer")
    assert problems(priya) == ["Enter when to ask again"]
    review = priya.get_by_role("group", name="When do we ask again?")
    for label, value in (("Day", "1"), ("Month", "6"), ("Year", "2027")):
        review.get_by_label(label, exact=True).fill(value)
    priya.get_by_label("Limits on what we share").fill("Only what the new flat needs")
    look(priya, "agency")
    press(priya, "Keep this answer")
    assert "Only what the new flat needs" in words(priya)

    priya.get_by_role("link", name="Client’s copy").first.click()
    look(priya, "copy")
    pick(priya, "is it safe to take this home?", "Yes")
    priya.get_by_label(re.compile("keep it")).fill("In her locker at work")
    with priya.expect_download() as paper:
        press(priya, "Print the copy")
    assert re.fullmatch(r"list-\d+[a-z]{3}\.pdf", paper.value.suggested_filename)
    refused(console_errors, 422)
