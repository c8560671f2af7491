"""One row of a police list becomes, in the hands of three people, somebody with a plan on paper.

Each test is the next step of one story: run the file as a whole.
"""

import io
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from pypdf import PdfReader

from tests.support.database import ROOT

from .hands import follow, path, pick, press, problems, refused, sign_in, words

LIST = ROOT / "docs" / "examples" / "police-list.csv"
NAME = "Thandiwe Ndlovu-Lawson"
NUMBER = "07700 900121"
YES = (2, 3, 6, 8, 10, 11, 14, 15, 23)
NOT_ASKED = (16, 19)
PARTS = {
    3: [
        ("What do you think", "That he comes with the gun"),
        ("Who could be harmed", "She and both children"),
    ],
    8: [("What happens, where", "Stands at the gate in the mornings")],
}
WORDS = {
    "What else makes the danger greater": "He owns a shotgun.",
    "want to work with us": "Yes, by telephone in the mornings.",
    "a way to weapons": "He shoots at a club.",
    "want most, to be safe": "That he is kept from the house.",
    "Why this level": "He has broken the order and has a gun.",
}


@pytest.fixture(scope="module")
def story() -> SimpleNamespace:
    """What one step tells the next: `reference` of the file, `dash` with the address of the form."""
    return SimpleNamespace()


@pytest.mark.rule("CM-1")
def test_the_duty_desk_keeps_one_line_of_the_list(someone, picture, story):
    mina = sign_in(someone(), "Mina", "/r/")
    follow(mina, "Open a list")
    mina.get_by_label("Who sent the list?").fill("Ashcombe Police")
    mina.get_by_label("The list as a CSV file").set_input_files(LIST)
    press(mina, "Open this list")
    picture(mina, "police-list")
    line = mina.get_by_role("listitem").filter(has_text=NAME)
    assert "you will not see Christmas" in line.inner_text()

    press(line, "Keep")

    follow(mina.get_by_role("main"), "Kept")
    follow(mina.get_by_role("main"), "Open the referral")
    mina.wait_for_url("**/r/*/")
    story.reference = path(mina).split("/")[2]
    picture(mina, "referral-new")
    said = words(mina)
    assert "Police, Ashcombe Police" in said
    assert "48 hours" in said
    assert "PC 3308 Banerjee" in said


@pytest.mark.rule("CM-2", "CM-7")
def test_nobody_is_given_the_case_before_two_questions_are_answered(
    someone, picture, story, console_errors, rowan
):
    allocate = f"/r/{story.reference}/allocate/"
    tom = sign_in(someone(), "Tom", allocate)
    assert "Nobody has said yet whether we know this person" in words(tom)

    mina = sign_in(someone(), "Mina", f"/r/{story.reference}/match/")
    pick(mina, "What did you find?", "Nothing found: we do not know this person")
    press(mina, "Record this answer")
    tom.goto(allocate)
    assert "A manager is checking this referral" in words(tom)

    rowan.manage("work", "--once")
    priya = sign_in(someone(), "Priya", allocate)
    assert "Your role does not include this" in words(priya)

    tom.goto(allocate)
    tom.get_by_role("group", name="Who takes this case?").get_by_label("Priya Nandra").check()
    picture(tom, "allocate")
    press(tom, "Give this case")
    assert "Allocated, Priya Nandra" in words(tom)
    refused(console_errors, 409, 409, 403)


@pytest.mark.rule("CM-8", "PL-75")
def test_the_worker_rings_in_time_and_writes_it_down(someone, picture, story):
    priya = sign_in(someone(), "Priya")
    row = priya.get_by_role("listitem").filter(has_text=NAME).first
    assert "in 47 h" in row.inner_text()
    picture(priya, "my-day")
    follow(row, "How to reach")
    assert NUMBER[-6:] not in priya.content()

    follow(priya.get_by_role("main"), "Start call")
    press(priya.get_by_role("main"), "Start call")
    press(priya, "Show the number")
    assert priya.locator("main a.rw-revealed").inner_text() == NUMBER
    picture(priya, "contact-shown")

    priya.goto("/")
    follow(priya.get_by_role("listitem").filter(has_text=NAME).first, "Log a call")
    pick(priya, "How did you try?", "Rang")
    priya.get_by_role("group", name="Which number or address did you use?").get_by_role("radio").first.check()
    pick(priya, "Did you reach the person?", "Yes")
    priya.get_by_label("What came of it?").fill("Spoke for ten minutes. She wants help.")
    picture(priya, "try")
    press(priya, "Save this try")
    press(priya, "Yes, start support")
    picture(priya, "referral-engaged")
    assert "Engaged, intake open, Priya Nandra" in words(priya)


@pytest.mark.rule("CM-42", "CM-48", "CM-53")
def test_a_dash_with_gaps_is_not_signed_and_says_what_is_open(someone, picture, story, console_errors):
    priya = sign_in(someone(), "Priya", f"/c/{story.reference}/risk/")
    press(priya, "Start the Dash")
    story.dash = path(priya)
    pick(priya, "Does Thandiwe answer the questions?", "Yes")
    pick(priya, "Did you say what the questions are for?", "Yes")
    for number in range(1, 25):
        if number not in NOT_ASKED:
            answer_item(priya, number, "yes" if number in YES else "no")
    picture(priya, "dash")
    press(priya, "Save and check")

    press(priya, "Sign as Priya Nandra")

    picture(priya, "dash-refused")
    said = problems(priya)
    assert "Item 16 is not answered. Answer it, or say why not." in said  # a gap without a reason
    assert (
        "Item 14: choose whose life was threatened, or “did not say which”." in said
    )  # a yes without its part
    assert "Choose the level of risk you judge it to be." in said  # the professional part
    assert len(said) == 14
    priya.goto(f"/c/{story.reference}/risk/")
    assert "Nobody has judged the risk yet" in words(priya)
    refused(console_errors, 422)


def answer_item(page, number: int, answer: str) -> None:
    page.locator(f"input[name='dash.q{number}'][value={answer}]").check()
    for question, text in PARTS.get(number, ()) if answer == "yes" else ():
        page.get_by_label(question).first.fill(text)


@pytest.mark.rule("CM-44", "CM-47", "CM-58")
def test_what_is_complete_is_signed_once_and_for_all(someone, picture, story, console_errors):
    priya = sign_in(someone(), "Priya", story.dash)
    pick(priya, "Whose life was threatened?", "Thandiwe’s")
    pick(priya, "Against what?", "Bail")
    for question, text in WORDS.items():
        priya.get_by_label(question).fill(text)
    pick(priya, "situation should weigh?", "None of these")
    pick(priya, "how high is the risk?", "High")
    pick(priya, "good reason to take this to a Marac?", "Yes")
    pick(priya, "Has that been done?", "No")
    pick(priya, "children in this family are in danger?", "No")
    press(priya, "Save and check")
    for item in NOT_ASKED:
        priya.get_by_label(f"Item {item} is not answered").check()
    priya.get_by_label("No agreement about confidentiality is on file").check()
    priya.get_by_label("Why were the ticked ones left open?").fill("He came into the room.")
    pick(priya, "How were the questions put?", "By telephone")
    picture(priya, "dash-check")

    press(priya, "Sign as Priya Nandra")

    picture(priya, "dash-signed")
    assert "Left open: He came into the room." in words(priya)
    assert "Unchanged since it was signed." in words(priya)
    assert not priya.locator("main input:not([type=hidden]), main textarea").count()
    again = priya.request.post(story.dash, form={"dash.q2": "no", "csrfmiddlewaretoken": token(priya)})
    assert again.status == 409
    priya.goto(f"/c/{story.reference}/")
    picture(priya, "overview")
    assert "High" in priya.get_by_role("region", name="This file").inner_text()
    assert "9 yes of 24" in words(priya)


def token(page) -> str:
    return page.locator("input[name=csrfmiddlewaretoken]").first.input_value()


@pytest.mark.rule("CM-128", "PL-104", "PL-193")
def test_the_plan_is_printed_when_it_is_safe_to_take(someone, picture, story, console_errors):
    priya = sign_in(someone(), "Priya", f"/c/{story.reference}/plan/")
    follow(priya, "Add an action for Has Stephen ever said")
    pick(priya, "Where does it belong?", "Safe now")
    keep_row(priya, agreed="Ring 999 and leave by the back door", who="The client", when="If it happens")
    follow(priya, "Add a row")
    pick(priya, "Where does it belong?", "Next weeks")
    priya.get_by_label("What is it about?").fill("Mornings at the school gate")
    pick(priya, "Where did it come from?", "The client asked")
    picture(priya, "plan-row")
    keep_row(priya, agreed="School lets the children out at the side", who="Case worker", when="Any time")
    pick(priya, "Kind of copy", "Full")
    press(priya, "Show this copy")
    picture(priya, "plan")

    press(priya, "Print full copy")

    assert problems(priya) == ["Ask if it is safe to take home first"]
    priya.goto(f"/c/{story.reference}/sharing/")
    assert "Nothing has been made for anybody outside" in words(priya)

    priya.goto(f"/c/{story.reference}/plan/?kind=full")
    pick(priya, "is it safe to take this home?", "Yes")
    priya.get_by_label("Where will Thandiwe keep it?").fill("At her sister’s")
    with priya.expect_download() as download:
        press(priya, "Print full copy")
    assert re.fullmatch(r"list-\d{1,2}[a-z]{3}\.pdf", download.value.suggested_filename)
    paper = PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert paper.root_object["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in paper.root_object and paper.root_object["/Lang"].startswith("en")
    printed = " ".join("".join(page.extract_text() for page in paper.pages).split())
    assert "Ring 999 and leave by the back door" in printed and "sister" not in printed
    priya.goto(f"/c/{story.reference}/sharing/")
    picture(priya, "sharing")
    assert "At her sister’s" in words(priya)
    refused(console_errors, 422)


def keep_row(page, *, agreed: str, who: str, when: str) -> None:
    page.get_by_label("What was agreed?").fill(agreed)
    pick(page, "Who does it?", who)
    pick(page, "By when?", when)
    pick(page, "Does the client know of it?", "Yes, it may stand on the client’s copy")
    press(page, "Keep this row")


@pytest.mark.rule("PL-120", "PL-129")
def test_the_timeline_tells_it_and_who_opened_it_is_on_the_record(someone, picture, story):
    helen = sign_in(someone(), "Helen", f"/c/{story.reference}/timeline/")
    picture(helen, "timeline")
    told = words(helen)
    for entry in (
        "A referral arrived from Ashcombe Police",
        "Given to Priya Nandra",
        "Reached",
        "Dash signed. Risk judged: High. 9 of 24 answers are yes, 2 gaps",
        "A row was added to the plan",
        "Safety and support plan: Given by hand",
    ):
        assert entry in told

    follow(helen, "Who opened this")

    picture(helen, "opened")
    looks = words(helen)
    while helen.get_by_role("link", name="Next page").count():
        follow(helen, "Next page")
        looks += words(helen)
    for name, look in (
        ("Mina Osei", "Recorded whether we know the person"),
        ("Tom Bexley", "Gave somebody the case"),
        ("Priya Nandra", "Signed a form"),
        ("Helen Okafor", "Read the timeline"),
    ):
        assert re.search(rf"{name}\t.*\t{look}", looks)


@pytest.mark.rule("PL-30")
def test_the_other_service_gets_what_it_gets_for_nonsense(someone, picture, story, console_errors):
    nell = sign_in(someone(), "Nell")
    nonsense = answer(nell, "/c/22222222/")

    for place in ("", "plan/", "timeline/", "opened/", "contact/"):
        assert answer(nell, f"/c/{story.reference}/{place}") == nonsense
    assert answer(nell, f"/r/{story.reference}/") == answer(nell, story.dash) == nonsense

    assert nonsense[0] == 404
    nell.goto(f"/c/{story.reference}/")
    picture(nell, "not-found")
    assert "There is nothing here that you may see" in words(nell)
    refused(console_errors, 404)


def answer(page, address: str) -> tuple:
    """Everything that a browser is sent, except what tells the time."""
    got = page.request.get(address)
    headers = {name: value for name, value in got.headers.items() if name not in ("date", "expires")}
    return got.status, headers, got.body()
