"""Pages of the demonstration, and what shows only after somebody has done something: easy to use, narrow enough
for a phone, and quiet. Every page as it opens is looked at in tests/test_looks.py.
"""

import re

import pytest

from .hands import address_of, follow, pick, press, problems, refused, sign_in, words

PHONE = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@pytest.fixture
def look(axe, picture):
    """`look(page, "plan")` checks and pictures the page as it stands. What is wrong is told at the end."""
    faults = []

    def check(page, name: str) -> None:
        picture(page, f"face-{name}")
        try:
            axe(page)
        except AssertionError as found:
            faults.append(str(found))
        page.set_viewport_size(PHONE)
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > PHONE["width"]:
            picture(page, f"face-{name}-320")
            faults.append(f"{page.url} is {wide} pixels wide")
        page.set_viewport_size(DESK)

    yield check
    assert not faults, "\n".join(faults)


@pytest.mark.rule("PL-193")
def test_pages_before_signing_in(someone, look, console_errors):
    nobody = someone()
    for address, name in (
        ("/account/sign-in/", "sign-in"),
        ("/account/signed-out/", "signed-out"),
        ("/account/hidden/", "hidden"),
        ("/account/join/nothing/", "join-closed"),
    ):
        nobody.goto(address)
        look(nobody, name)
    refused(console_errors, 404)


@pytest.mark.rule("PL-193")
def test_pages_that_open_first(someone, look):
    priya = sign_in(someone(), "Priya")
    leila = address_of(priya, "Leila Haddon")
    for address, name in (("/", "my-day"), ("/c/", "cases"), (leila, "overview"), (f"{leila}plan/", "plan")):
        priya.goto(address)
        look(priya, name)
    for who in ("Tom", "Helen", "Mina", "Alma"):
        look(sign_in(someone(), who), f"day-{who.lower()}")


@pytest.mark.rule("PL-193")
def test_pages_of_the_duty_desk(someone, look):
    mina = sign_in(someone(), "Mina", "/r/")
    look(mina, "referrals")
    ffion = address_of(mina, "Ffion Prydderch", on="/r/")
    mina.goto(ffion)
    look(mina, "referral")
    mina.goto("/r/lists/new/")
    mina.get_by_label("Who sent the list?").fill("Brindle Police")
    mina.get_by_label("Or paste it here").fill(
        "victim_surname,victim_forenames,victim_dob,victim_phone,safe_to_call,summary\n"
        "Okoro,Ada,1991-31-14,not a number,perhaps,He said he would kill her\n"
    )
    press(mina, "Open this list")
    look(mina, "list")
    follow(mina.get_by_role("main"), "Other")
    look(mina, "line-not-ours")


@pytest.mark.rule("PL-193")
def test_pages_of_those_who_decide(someone, look):
    helen, tom = sign_in(someone(), "Helen"), sign_in(someone(), "Tom")
    amira = address_of(helen, "Amira Castellow", on="/r/")
    helen.goto(f"{amira}conflict/")
    look(helen, "conflict")
    pick(helen, "What do you decide?", "No conflict")
    press(helen, "Record this decision")
    look(helen, "conflicts")
    helen.goto("/close-to-me/")
    look(helen, "close-to-me")
    tom.goto(f"{amira}allocate/")
    look(tom, "allocate")


@pytest.mark.rule("PL-193")
def test_pages_that_wait_for_a_second_person(someone, look):
    helen = sign_in(someone(), "Helen", "/settings/people/")
    follow(helen, "Another role, Sam Adeyemi")
    helen.get_by_role("group", name="Role").get_by_label(re.compile(r"^\s*Service manager")).check()
    press(helen, "Give the role")

    ruth, alma = sign_in(someone(), "Ruth", "/settings/people/"), sign_in(someone(), "Alma", "/settings/")
    look(ruth, "role-waits")
    follow(ruth, "Confirm, Sam Adeyemi")
    look(ruth, "role-confirm")
    follow(alma.get_by_role("main"), "Sam Adeyemi")
    look(alma, "stand-behind")


@pytest.mark.rule("PL-193")
def test_a_try_that_broke_a_rule_is_asked_about(someone, look):
    priya = sign_in(someone(), "Priya")
    follow(priya.get_by_role("listitem").filter(has_text="Siân Llewellyn"), "Log contact")
    look(priya, "try")
    pick(priya, "How did you try?", "Rang")
    priya.get_by_role("group", name="Which number or address did you use?").get_by_role("radio").first.check()
    pick(priya, "Did you reach the person?", "No")
    pick(priya, "Did you leave a message?", "No")
    priya.get_by_label("What came of it?").fill("Rang out")
    press(priya, "Save this try")

    look(priya, "why")
    assert "Not marked safe" in words(priya)


@pytest.mark.rule("PL-193")
def test_a_screen_turned_to_the_client(someone, look):
    priya = sign_in(someone(), "Priya")
    priya.goto(f"{address_of(priya, 'Leila Haddon')}plan/?kind=full")
    press(priya, "Turn screen")
    look(priya, "turned")
    priya.get_by_role("radio").first.check()
    press(priya, "I have read it")
    look(priya, "thanks")
    follow(priya, "Give the screen back")
    look(priya, "give-back")


@pytest.mark.rule("PL-193")
def test_work_that_is_thrown_away_and_brought_back(someone, look):
    sam = sign_in(someone(), "Sam", "/c/new/")
    with sam.expect_response(lambda answer: answer.request.method == "POST"):
        sam.get_by_label("First name").fill("Somebody")
    sam.goto("/drafts/")
    look(sam, "unfinished")

    for link, button in (("Read or throw away", "Throw it away"), ("Bring back", "Bring it back")):
        follow(sam.get_by_role("main"), link)
        look(sam, link.lower().replace(" ", "-"))
        press(sam, button)


@pytest.mark.rule("PL-193", "PL-30")
def test_pages_that_say_no(someone, look, console_errors):
    priya = sign_in(someone(), "Priya")
    leila = address_of(priya, "Leila Haddon")
    for address, name in (
        ("/c/22222222/", "not-there"),
        ("/settings/people/", "not-yours"),
        (f"{leila.replace('/c/', '/r/')}match/", "not-now"),
    ):
        priya.goto(address)
        look(priya, name)
    refused(console_errors, 404, 403, 409)


@pytest.mark.rule("PL-193")
def test_two_people_changed_the_same_thing(someone, look, console_errors):
    priya, sam = sign_in(someone(), "Priya"), sign_in(someone(), "Sam")
    people = f"{address_of(priya, 'Dawn Tressider')}people/"
    for worker, pronouns in ((priya, "she"), (sam, "they")):
        worker.goto(people)
        follow(worker, "Change what is known about Dawn")
        worker.get_by_label("Pronouns").fill(pronouns)
    press(priya, "Keep the changes")
    press(sam, "Keep the changes")

    look(sam, "changed")
    assert "This was changed by Priya Nandra" in words(sam)
    refused(console_errors, 409)


@pytest.mark.rule("PL-132")
def test_what_is_found_and_what_is_not(someone, look):
    priya = sign_in(someone(), "Priya")
    for asked, name in (("Leila Haddon", "found"), ("Nobody Nowhere", "nobody-found")):
        priya.goto("/find/")
        priya.get_by_role("main").get_by_role("textbox").fill(asked)
        press(priya.get_by_role("main"), "Find")
        look(priya, name)


@pytest.mark.rule("PL-194")
@pytest.mark.parametrize(
    "where, button",
    [
        ("/r/new/", "Save and look whether we know them"),
        ("/r/lists/new/", "Open this list"),
        ("/c/new/", "Open the file"),
        ("/find/", "Find"),
        ("plan/rows/new/", "Keep this row"),
        ("people/new/child/", "Keep this person"),
    ],
)
def test_errors_are_told_at_the_top_and_beside_the_field(someone, look, console_errors, where, button):
    priya = sign_in(someone(), "Priya")
    priya.goto(where if where.startswith("/") else address_of(priya, "Leila Haddon") + where)
    if where == "people/new/child/":
        priya.get_by_label("Age, if no date").fill("old")

    press(priya.get_by_role("main"), button)

    assert priya.title().startswith("Error:")
    assert "govuk-error-summary" in priya.evaluate("document.activeElement.className")
    assert problems(priya)
    for link in priya.locator(".govuk-error-summary a").all():
        field = priya.locator(link.get_attribute("href"))
        assert field.get_attribute("aria-describedby") or field.locator("xpath=ancestor::fieldset[1]").count()
        assert link.inner_text() in words(priya).replace(link.inner_text(), "", 1)
    look(priya, "wrong-" + where.strip("/").replace("/", "-"))
    refused(console_errors, 422)
