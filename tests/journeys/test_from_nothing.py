"""An empty Rowan, where everybody needs an authenticator app: from its first administrator to a person's file."""

import base64
import re
import time
from types import SimpleNamespace

import pytest

from rowan.accounts.factors import STEP_SECONDS, code_at
from tests.support.serving import Rowan

from .hands import follow, path, pick, press, refused, words

ALMA, MEERA, JO = "alma@example.org", "meera@example.org", "jo@example.org"
PASSWORD = "copper lantern meadow"


@pytest.fixture(scope="module")
def empty_rowan(django_db_setup, tmp_path_factory):
    """The address of a Rowan without anybody in it but its system administrator."""
    rowan = Rowan("live_empty", tmp_path_factory.mktemp("empty"), ROWAN_DEMO_SECOND_FACTOR="1")
    try:
        rowan.manage(
            "admin", "create", "--name", "Alma Reyes", "--email", ALMA, ROWAN_ADMIN_PASSWORD=PASSWORD
        )
        rowan.start()
        yield rowan.address
    finally:
        rowan.end()


@pytest.fixture(scope="module")
def story() -> SimpleNamespace:
    """What one step hands to the next: links to join by, the apps' secrets, the file."""
    return SimpleNamespace(secrets={})


def set_up_app(page, email: str, story) -> list[str]:
    """Type the secret into an app, give its code, and keep the ten recovery codes."""
    shown = page.get_by_role("main").locator("code").inner_text().replace(" ", "")
    story.secrets[email] = base64.b32decode(shown + "=" * (-len(shown) % 8))
    page.get_by_label("Code").fill(app_shows(story, email))
    press(page, "Confirm the app")
    codes = page.get_by_role("main").locator("code").all_inner_texts()
    press(page, "I have kept them")
    return codes


def app_shows(story, email: str) -> str:
    return code_at(story.secrets[email], int(time.time()) // STEP_SECONDS)


def join(page, link: str, name: str) -> None:
    page.goto(link)
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Choose a password", exact=True).fill(PASSWORD)
    page.get_by_label("I look only at what my work needs").check()
    press(page, "Join")


@pytest.mark.rule("PL-6", "PL-8")
def test_nobody_comes_in_without_an_authenticator_app(someone, empty_rowan, picture, story):
    alma = someone(at=empty_rowan)
    alma.goto("/")
    alma.get_by_label("Work e-mail").fill(ALMA)
    alma.get_by_label("Password", exact=True).fill(PASSWORD)
    press(alma, "Sign in")
    alma.goto("/settings/")
    picture(alma, "factor")
    assert "Everybody needs one to come in" in words(alma)

    codes = set_up_app(alma, ALMA, story)

    assert len(set(codes)) == 10
    picture(alma, "agencies")
    assert path(alma) == "/settings/agencies/"
    story.alma = alma.context.storage_state()


@pytest.mark.rule("PL-2")
def test_the_administrator_makes_a_service_and_invites_its_first_manager(
    someone, empty_rowan, picture, story
):
    alma = someone(at=empty_rowan, storage_state=story.alma)
    alma.goto("/settings/agencies/")
    alma.get_by_label("Name of the agency").fill("Hollin Trust")
    press(alma, "Add agency")
    follow(alma, "Add a service")
    alma.get_by_label("Name of the service").fill("Hollin Advocacy")
    alma.get_by_role("group", name="What does it do?").get_by_role("radio").first.check()
    picture(alma, "service-new")
    press(alma, "Add service")
    picture(alma, "first-manager")
    invite(alma, "Meera Shah", MEERA, "Service manager")

    picture(alma, "invitation-link")
    story.link = alma.get_by_role("main").locator("code").inner_text()
    alma.reload()
    assert "The link was shown once" in words(alma)


def invite(page, name: str, email: str, role: str) -> None:
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Work e-mail").fill(email)
    page.get_by_role("group", name="Role").get_by_label(re.compile(rf"^\s*{role}\s*(\.|$)")).check()
    press(page, "Make the invitation")


@pytest.mark.rule("PL-2", "CM-18")
def test_the_manager_joins_by_the_link_invites_a_worker_and_goes_live(
    someone, empty_rowan, picture, story, console_errors
):
    meera = someone(at=empty_rowan)
    join(meera, story.link, "Meera Shah")
    set_up_app(meera, MEERA, story)
    assert meera.get_by_role("link", name="Settings").count()

    meera.goto("/settings/people/")
    picture(meera, "people-and-roles")
    invite(meera, "Jo Marsh", JO, "Practitioner")

    used = story.link
    story.link = meera.get_by_role("main").locator("code").inner_text()
    somebody = someone(at=empty_rowan)
    somebody.goto(used)
    assert "This link is not in use" in words(somebody)
    refused(console_errors, 404)

    decide_what_guidance_leaves(meera)
    meera.goto("/settings/ready/")
    picture(meera, "ready")
    press(meera, "Go live")
    assert "This service is live" in words(meera)
    story.meera = meera.context.storage_state()


def decide_what_guidance_leaves(meera) -> None:
    """Every setting that a new service finds blank."""
    meera.goto("/settings/service/")
    meera.get_by_label("How people reach the service").fill("01632 960 100")
    meera.get_by_label("Opening hours, in words").fill("Weekdays 9 to 5")
    pick(meera, "Whose bank holidays do you keep?", "England")
    press(meera, "Save")
    meera.goto("/settings/opening/")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        meera.get_by_label(day).fill("9 to 5")
    press(meera, "Save")
    meera.goto("/settings/flow/")
    pick(meera, "Who may give cases to workers?", "Senior practitioners and managers")
    for question, answer in (
        ("How is that done here?", "The senior looks at nine and at three."),
        ("Tries in vain before a referral may be closed", "5"),
        ("On how many different days?", "3"),
        ("Working days until intake is to be whole", "10"),
        ("Days between contacts with somebody we work with", "14"),
        ("The same, after somebody has left home", "7"),
    ):
        meera.get_by_label(question).fill(answer)
    press(meera, "Save")


@pytest.mark.rule("PL-49", "PL-129")
def test_the_worker_opens_a_file_finds_it_again_and_her_manager_sees_it(someone, empty_rowan, picture, story):
    jo = someone(at=empty_rowan)
    join(jo, story.link, "Jo Marsh")
    set_up_app(jo, JO, story)
    jo.goto("/c/new/")
    jo.get_by_label("First name").fill("Nadia")
    jo.get_by_label("Last name").fill("Brook")
    jo.get_by_role("group", name="Date of birth").get_by_label("Year").fill("1991")
    picture(jo, "file-new")
    press(jo, "Open the file")
    reference = path(jo).split("/")[2]

    jo.goto("/")
    jo.keyboard.press("F2")
    jo.keyboard.type("Nadia Brook 1991")
    jo.keyboard.press("Enter")
    jo.wait_for_url("**/find/*/")
    picture(jo, "find")
    assert "Nadia" not in jo.url
    follow(jo.get_by_role("main"), "Nadia Brook")
    assert path(jo) == f"/c/{reference}/"

    meera = someone(at=empty_rowan, storage_state=story.meera)
    meera.goto(f"/c/{reference}/opened/")
    assert "Jo Marsh\tPractitioner\tOpened the file" in words(meera)
