"""The panel beside the Dash counts along in a real browser."""

from pathlib import Path

import pytest

from rowan import assessments
from rowan.assessments.tests.making import answer, begun, joanne

pytestmark = pytest.mark.django_db
SCRIPT = Path(assessments.__file__).parent / "static" / "assessments" / "so-far.js"


@pytest.fixture
def response(world):
    """A Dash with twelve yes answers."""
    yes = {f"q{number}": "yes" for number in range(10, 22)}
    return answer(world, begun(world, joanne(world)), **yes, q6="no", q7="dont-know")


@pytest.fixture
def opened(world, browser, response):
    """`opened()` is its third part as the server sends it now, with the script alone."""
    pages = []

    def third_part():
        html = world.client("practitioner").get(f"/f/{response.reference}/3/").content.decode()
        pages.append(page := browser.new_page())
        page.set_content(html)
        page.add_script_tag(content=SCRIPT.read_text())
        return page

    yield third_part
    for page in pages:
        page.close()


@pytest.fixture
def page(opened):
    return opened()


def told(page) -> str:
    return " ".join(page.locator(".rw-beside section").inner_text().split())


def test_choosing_an_answer_moves_the_count_and_the_sentence(page):
    assert "12 yes 1 no 1 don’t know 10 not asked yet" in told(page)

    page.locator("#dash-q6").check()
    page.locator("#dash-q9-3").check()

    assert "15 of 24 asked" in told(page)
    assert "13 yes 0 no 2 don’t know 9 not asked yet" in told(page)
    assert "High risk cannot be ruled out yet. With 11 gaps the count could still reach 14" in told(page)
    assert page.locator(".rw-beside .rw-boxes li").nth(8).inner_text() == "?"
    assert page.locator(".rw-sofar summary").inner_text() == (
        "So far: 13 yes, 0 no, 2 don’t know, 9 not asked yet"
    )
    assert "Don’t know: 7, 9." in page.locator(".rw-beside .rw-boxes + p").inner_text()


@pytest.mark.rule("CM-45")
def test_the_sentence_changes_at_fourteen_and_no_colour_does(page):
    for answered in ("#dash-q6", "#dash-q7"):
        page.locator(answered).check()

    assert "The count alone says high. 14 answers are yes; from 14 a Marac referral" in told(page)
    assert page.locator(".rw-beside section.rw-panel[class*='--']").count() == 0


@pytest.mark.parametrize("number, given", [("6", "yes"), ("7", "yes"), ("8", "no"), ("9", "dont-know")])
def test_what_the_script_says_is_what_the_server_says_next(world, response, opened, number, given):
    page = opened()
    page.locator(f"input[name='dash.q{number}'][value='{given}']").check()

    answer(world, response, **{f"q{number}": given})

    assert told(page) == told(opened())
