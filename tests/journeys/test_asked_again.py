"""A Dash over two days and a browser that died; asked again, laid beside the first, and what it calls for."""

import pytest

from .hands import address_of, follow, named, only_refused, path, pick, press, problems, sign_in, words

SAVED = "Safe to close"


@pytest.fixture
def look(axe, picture):
    faults = []

    def check(page, name: str) -> None:
        picture(page, name)
        try:
            axe(page)
        except AssertionError as found:
            faults.append(str(found))
        page.set_viewport_size({"width": 320, "height": 800})
        picture(page, f"{name}-phone")
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > 320:
            faults.append(f"{page.url} is {wide} pixels wide")
        page.set_viewport_size({"width": 1280, "height": 900})

    yield check
    assert not faults, "\n".join(faults)


def answer_item(page, number: int, answer: str) -> None:
    page.locator(f"input[name='dash.q{number}'][value={answer}]").check()


def begun(page) -> str:
    """Joanne's Dash, where it was left."""
    page.goto(f"{address_of(page, 'Joanne Pike')}risk/")
    follow(page, "Go on with the Dash")
    return path(page)


@pytest.mark.rule("PL-110")
def test_a_dash_goes_on_another_day_after_the_browser_died(someone, rowan, look, console_errors):
    priya = sign_in(someone(), "Priya")
    form = begun(priya)
    with priya.expect_response(lambda answer: answer.request.method == "POST"):
        answer_item(priya, 1, "yes")
        priya.get_by_label("How were you hurt?").fill("A cut lip")
        priya.keyboard.press("Tab")
    with priya.expect_response(lambda answer: answer.request.method == "POST"):
        answer_item(priya, 2, "yes")
    priya.get_by_text(SAVED).first.wait_for()
    priya.context.close()  # nothing was sent, and the window is gone
    rowan.kill()
    rowan.start()

    next_day = sign_in(someone(), "Priya", form)

    assert next_day.locator("input[name='dash.q1'][value=yes]").is_checked()
    assert next_day.get_by_label("How were you hurt?").input_value() == "A cut lip"
    assert "unknown" not in next_day.locator(".rw-boxes li").first.get_attribute("class")
    look(next_day, "dash-second-day")
    answer_item(next_day, 3, "dont-know")
    press(next_day, "Stop here, keep what I have")
    assert "Go on with the Dash" in words(next_day)
    console_errors[:] = [line for line in console_errors if "net::ERR_" not in line]


@pytest.mark.rule("CM-58", "CM-39")
def test_asked_again_only_what_was_not_yes_is_asked(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    leila = address_of(priya, "Leila Haddon")
    priya.goto(f"{leila}risk/")
    look(priya, "risk")

    press(priya, "Ask again")

    standing = priya.locator("details.rw-stands")
    stood = standing.count()
    assert stood > 5
    assert "kept by Priya Nandra" in standing.first.inner_text()
    look(priya, "dash-again")
    opened = priya.locator(".rw-question:not(:has(.rw-stands)) .rw-question__number").all_inner_texts()
    assert len(opened) == 24 - stood
    for number in opened[1:]:
        answer_item(priya, int(number), "no")
    answer_item(priya, int(opened[0]), "yes")
    standing.nth(1).locator("summary").first.click()
    changed = standing.nth(1).locator("input[value=no]").first
    changed.check()
    for question in ("Does Leila answer the questions?", "Did you say what the questions are for?"):
        pick(priya, question, "Yes")
    look(priya, "dash-again-answered")
    press(priya, "Save and check")
    look(priya, "dash-again-check")

    press(priya, "Sign as Priya Nandra")

    assert "Choose the level of risk you judge it to be." in problems(priya)
    only_refused(console_errors, 422)


def whole(page) -> None:
    """The professional part, as little as a signature needs."""
    for question, text in (
        ("What else makes the danger greater?", "He drinks more"),
        ("want to work with us?", "Yes"),
        ("a way to weapons?", "None that we know of"),
        ("want most, to be safe?", "To sleep"),
    ):
        page.get_by_label(question).first.fill(text)
    pick(page, "situation should weigh?", "None of these")
    pick(page, "how high is the risk?", "Medium")
    pick(page, "good reason to take this to a Marac?", "No")
    pick(page, "children in this family are in danger?", "No")


@pytest.mark.rule("CM-47")
def test_a_lower_level_has_a_reason_and_both_dashes_stand_side_by_side(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    leila = address_of(priya, "Leila Haddon")
    priya.goto(f"{leila}risk/")
    follow(priya, "Go on with the Dash")
    whole(priya)
    press(priya, "Save and check")
    while priya.get_by_role("checkbox").count():
        for box in priya.get_by_role("checkbox").all():
            box.check()
        priya.get_by_label("Why were the ticked ones left open?").fill("She had to go.")
        break
    pick(priya, "How were the questions put?", "By telephone")
    press(priya, "Sign as Priya Nandra")
    assert any("Say why the level" in said for said in problems(priya))
    only_refused(console_errors, 422)

    follow(priya, "Change")
    priya.get_by_label("Why this level?").fill("He is in custody until March")
    press(priya, "Save and go on") if "/7/" in path(priya) else press(priya, "Save and check")
    if "/check/" not in path(priya):
        priya.goto(path(priya).rsplit("/", 2)[0] + "/check/")
    press(priya, "Sign as Priya Nandra")

    assert "Unchanged since it was signed." in words(priya)
    priya.goto(f"{leila}risk/")
    look(priya, "risk-after")
    follow(priya, "Compare")
    look(priya, "compare")
    told = words(priya)
    assert "Two Dashes side by side" in told
    assert "Fell: yes before, no now" in told
    assert told.index("Rose:") < told.index("Fell:")
    assert "He is in custody until March" in told
    helen = sign_in(someone(), "Helen")
    assert "He is in custody until March" in words(helen)


@pytest.mark.rule("CM-55", "CM-56", "CM-54")
def test_the_danger_to_the_children_is_told_and_the_marac_task_ends_as_it_ended(
    someone, look, console_errors
):
    priya = sign_in(someone(), "Priya")
    leila = address_of(priya, "Leila Haddon")
    priya.goto(f"{leila}risk/")
    assert "Safeguarding referral to be made" in words(priya)
    follow(priya, "Make the referral")
    look(priya, "safeguarding")
    form = path(priya)

    press(priya, "Sign and make the referral")
    assert "Say what the danger is." in problems(priya)
    priya.get_by_label("What is the danger?").fill("He threw a chair while she held the baby.")
    pick(priya, "Is there danger now?", "No")
    priya.get_by_label("Who is told?").fill("Ashmere children’s services")
    pick(priya, "Does the client know?", "Knows, and agrees")
    priya.get_by_role("group", name="On which ground in law?").get_by_role("radio").first.check()
    priya.get_by_label("Why is it necessary to tell").fill("Two children live with him.")
    pick(priya, "How is it told?", "Sent by secure e-mail")
    press(priya, "Sign and make the referral")

    assert path(priya) == form
    look(priya, "safeguarding-told")
    assert "Ashmere children’s services was told" in words(priya)
    follow(priya, "Write down their answer")
    look(priya, "safeguarding-answer")
    priya.get_by_label("Who answered?").fill("Dana Reyes")
    press(priya, "Keep the answer")
    assert "Dana Reyes" in words(priya)
    follow(priya, "All of this file")
    look(priya, "safeguarding-all")

    priya.goto(f"{leila}risk/task/")
    look(priya, "marac-task")
    priya.get_by_role("radio", name=named("Not to be referred")).check()
    press(priya, "Save what happened")
    assert "Say why this is not taken to the Marac" in " ".join(problems(priya))
    priya.get_by_label("Why is it not taken to the Marac?").fill("Heard three weeks ago")
    press(priya, "Save what happened")
    assert "Heard three weeks ago" in words(priya)
    for end, name in (("level", "level"), ("new", "incident"), ("theirs", "others-dash")):
        priya.goto(f"{leila}risk/{end}/")
        look(priya, f"risk-{name}")
    priya.goto("/help/asking/")
    look(priya, "dash-help")
    helen = sign_in(someone(), "Helen")
    assert "Safeguarding referral: look at it" in words(helen)
    only_refused(console_errors, 422)
