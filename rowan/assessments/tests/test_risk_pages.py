"""The pages of asking again, comparing, the Marac task, safeguarding, and what is written down in between."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rowan.assessments.models import Incident, MaracTask, OthersDash, Response, SafeguardingReferral
from rowan.assessments.tests.making import begun, joanne, signed
from rowan.assessments.tests.test_pages import text
from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import SAFEGUARDING
from rowan.common.dates import today
from rowan.instruments import dash
from rowan.sharing.models import Disclosure
from tests.support.pages import kept_form_in
from tests.support.world import envelope_in

pytestmark = pytest.mark.django_db
DAY = {"_day": str(today().day), "_month": str(today().month), "_year": str(today().year)}


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    settings.ATTACHMENTS = tmp_path / "attachments"


@pytest.fixture
def case(world):
    return joanne(world, children=True)


@pytest.fixture
def priya(world):
    return world.client("practitioner")


def at(case, end: str) -> str:
    return f"/c/{case.file.reference}/{end}"


def day(name: str) -> dict[str, str]:
    return {name + end: value for end, value in DAY.items()}


def send(client, url: str, **fields):
    """What a browser sends after it opened the page."""
    return client.post(url, {**fields, "_form": envelope_in(client.get(url))})


# Ask again.


def test_ask_again_folds_what_stands_and_asks_the_rest(world, priya, case):
    signed(world, case, yes=9)

    answer = priya.post(at(case, "risk/start/"), {"go": "again"})

    page = priya.get(answer["Location"])
    html = page.content.decode()
    assert html.count('<details class="rw-stands">') == 9
    assert "Yes, said 20 Nov, kept by Priya Nandra" in text(page)
    assert "9 yes stand from before." in text(page)
    with world.acting("practitioner"):
        assert dash.total(Response.objects.open().get().answers) == 9


def test_a_dash_asked_afresh_can_still_let_what_was_yes_stand(world, priya, case):
    signed(world, case, yes=9)
    answer = priya.post(at(case, "risk/start/"), {"go": "new"})
    page = priya.get(answer["Location"])
    assert '<details class="rw-stands">' not in page.content.decode()
    assert "Ask only what was no or don’t know" in text(page)
    assert "No answer changed yet." in text(page)

    priya.post(f"{answer['Location']}again/")

    page = priya.get(answer["Location"])
    assert page.content.decode().count('<details class="rw-stands">') == 9


def test_a_page_of_one_part_says_what_changed_since(world, priya, case):
    signed(world, case, yes=6)
    response = begun(world, case)
    part = f"/f/{response.reference}/3/"
    send(priya, part, **{"dash.q6": "no", "dash.q7": "yes", "dash.q8": "yes", "go": "stop"})

    page = text(priya.get(part))

    assert "3 answers changed: 7 and 8 to yes, 6 to no." in page


def test_help_stands_beside_each_question_and_on_a_page(world, priya, case):
    response = begun(world, case)

    page = priya.get(f"/f/{response.reference}/")

    assert page.content.decode().count("<summary>Help<") == 24
    helping = text(priya.get("/help/asking/"))
    assert "Know what you and others nearby can offer before you ask." in helping
    assert "0808 2000 247" in helping


# Compare.


def test_two_signed_dashes_stand_side_by_side(world, priya, case):
    first = signed(world, case, yes=3)
    second = signed(world, case, yes=5, q2="no")

    page = priya.get(f"/f/{second.reference}/compare/")

    told = text(page)
    assert "Rose: no before, yes now" in told
    assert "Fell: yes before, no now" in told
    assert told.index("Rose:") < told.index("Fell:") < told.index("The same")
    assert "1 yes more than before." in told
    assert "data-label=" in page.content.decode()
    chosen = priya.get(f"/f/{first.reference}/compare/", {"with": second.reference})
    assert "1 yes more than before." in text(chosen)


def test_one_dash_alone_has_nothing_beside_it(world, priya, case):
    only = signed(world, case)

    answer = priya.get(f"/f/{only.reference}/compare/")

    assert answer.status_code == 409
    assert "There is no other signed Dash in this file" in text(answer)


def test_a_dash_of_another_file_is_never_beside_it(world, priya, case):
    mine = signed(world, case)
    signed(world, case)
    other = signed(world, joanne(world))

    assert priya.get(f"/f/{mine.reference}/compare/", {"with": other.reference}).status_code == 404


def test_an_unsigned_form_is_not_compared(world, priya, case):
    assert priya.get(f"/f/{begun(world, case).reference}/compare/").status_code == 404


# The level, what happened, what others asked.


def test_the_level_is_changed_with_a_reason(world, priya, case):
    signed(world, case, yes=3)

    refused = send(priya, at(case, "risk/level/"), level="high", reason="")
    assert refused.status_code == 422
    assert "Say why you judge the risk to be so" in text(refused)

    answer = send(priya, at(case, "risk/level/"), level="high", reason="He was released today")

    assert answer.status_code == 302
    with world.acting("practitioner"):
        assert Case.objects.get(pk=case.pk).level == "high"
    page = text(priya.get(at(case, "risk/")))
    assert "He was released today" in page
    assert "3 of 24 answers are yes" in page
    assert "Refer to the Marac" in page


def test_a_lowered_level_stands_on_the_managers_day(world, priya, case):
    signed(world, case, yes=14, judged_level="high")
    send(priya, at(case, "risk/level/"), level="standard", reason="He has died")

    page = text(world.client("manager").get("/"))

    assert "Judged lower" in page
    assert "was High" in page
    assert "He has died" in page


def test_something_new_is_written_down_and_calls_for_a_dash(world, priya, case):
    answer = send(priya, at(case, "risk/new/"), what="He broke a window", **day("happened_on"))

    assert answer.status_code == 302
    with world.acting("practitioner"):
        assert Incident.objects.get().what == "He broke a window"
    assert "Something new happened: ask the Dash" in text(priya.get(at(case, "risk/")))
    assert "Something new happened: ask the Dash" in text(priya.get("/"))
    assert "Something new happened: ask the Dash" in text(priya.get(at(case, "")))


def test_a_referrers_dash_is_kept_apart(world, priya, case):
    answer = send(priya, at(case, "risk/theirs/"), asked_by="PC Farrow", total="17", level="high")

    assert answer.status_code == 302
    with world.acting("practitioner"):
        assert OthersDash.objects.get().total == 17
    page = text(priya.get(at(case, "risk/")))
    assert "They say 17 of 24 yes." in page
    assert "Not yet assessed" in page
    wrong = send(priya, at(case, "risk/theirs/"), asked_by="PC Farrow", total="25")
    assert "Enter a number from 0 to 24" in text(wrong)


# The Marac task.


def test_the_marac_task_is_ended_on_its_page(world, priya, case):
    signed(world, case, yes=14, judged_level="high")
    page = at(case, "risk/task/")
    assert "To be referred to the Marac." in text(priya.get(page))

    refused = send(priya, page, ending="not", because="")
    assert "Say why this is not taken to the Marac" in text(refused)
    refused = send(priya, page, ending="sent")
    assert "Say to whom it was sent, or who has referred" in text(refused)
    send(priya, page, ending="already", told="PC Farrow", reference="M 12", **day("on"))

    with world.acting("practitioner"):
        assert MaracTask.objects.get().ending == "already"
    told = text(priya.get(page))
    assert "PC Farrow" in told
    assert "Nothing waits to be taken to the Marac." in told
    assert "Refer to the Marac" not in text(priya.get(at(case, "risk/")))


def test_a_page_that_spoke_of_an_earlier_task_ends_no_newer_one(world, priya, case):
    signed(world, case, yes=14, judged_level="high")
    page, helen = at(case, "risk/task/"), world.client("manager")
    opened = kept_form_in(priya.get(page))
    send(helen, page, ending="already", told="PC Farrow", **day("on"))
    helen.post(at(case, "risk/task/ask/"))

    answer = priya.post(page, {**opened.values, "ending": "not", "because": "She does not want it"})

    assert answer.status_code == 409
    assert "Helen Okafor has ended this already." in text(answer)
    with world.acting("practitioner"):
        assert [task.ending for task in MaracTask.objects.order_by("opened_at", "id")] == ["already", ""]


def test_a_judgement_alone_opens_it(world, priya, case):
    priya.post(at(case, "risk/task/ask/"))

    with world.acting("practitioner"):
        assert MaracTask.objects.get().ground == "grounds"
    assert "Refer to the Marac" in text(priya.get("/"))


# Safeguarding.

FILLED = {
    "what": "He threw a chair while she held the baby.",
    "urgent": "yes",
    "whom": "Ashmere children’s services",
    "basis": "safeguarding",
    "knows": "agrees",
    "necessary": "Two children live with him.",
    "how": "secure",
}


def waiting(world) -> SafeguardingReferral:
    with world.acting("practitioner"):
        return SafeguardingReferral.objects.get()


def begun_for_a_child(world, priya, case) -> str:
    return priya.post(at(case, "risk/safety/begin/"), {"whose": "child"})["Location"]


def test_a_safeguarding_referral_is_kept_by_halves_then_told(world, priya, case):
    page = begun_for_a_child(world, priya, case)
    with world.acting("practitioner"):
        mia = str(waiting(world).people.get().person_id)

    send(priya, page, what="He threw", go="keep", people=[mia])
    assert waiting(world).what == "He threw"

    refused = send(priya, page, what="He threw", go="tell", people=[mia])
    assert refused.status_code == 422
    assert "Say who is told." in text(refused)
    assert waiting(world).is_open

    answer = send(priya, page, go="tell", people=[mia], **FILLED)

    assert answer.status_code == 302
    told = priya.get(page)
    assert "Ashmere children’s services was told" in text(told)
    assert "Mia Pike" in text(told)
    with world.acting("practitioner"):
        out = Disclosure.objects.get()
    paper = priya.get(at(case, f"papers/out/{out.pk}/"))
    assert b"".join(paper).startswith(b"%PDF")
    assert "social-care" in paper["Content-Disposition"]


def test_after_a_refusal_the_second_press_is_not_met_as_a_colleagues(world, priya, case):
    page = begun_for_a_child(world, priya, case)
    with world.acting("practitioner"):
        mia = str(waiting(world).people.get().person_id)
    refused = send(priya, page, go="tell", people=[mia], **FILLED | {"urgent": ""})
    assert "Say whether there is danger now." in text(refused)

    answer = priya.post(
        page, {**FILLED, "go": "tell", "people": [], "others": "A baby", "_form": envelope_in(refused)}
    )

    assert answer.status_code == 302
    with world.acting("practitioner"):
        assert not waiting(world).people.exists()
    assert "A baby" in text(priya.get(page))


def test_what_a_refusal_kept_opens_again_and_can_be_made(world, priya, case):
    page = begun_for_a_child(world, priya, case)
    send(priya, page, go="tell", others="A baby", **FILLED | {"urgent": ""})

    answer = send(priya, page, go="tell", others="A baby", **FILLED)

    assert answer.status_code == 302
    assert "was told" in text(priya.get(page))


def test_who_wrote_at_the_same_time_is_shown_both(world, priya, case):
    page = begun_for_a_child(world, priya, case)
    before = envelope_in(priya.get(page))
    send(world.client("senior"), page, go="keep", what="He threw a plate.")

    answer = priya.post(page, {**FILLED, "go": "keep", "_form": before})

    assert answer.status_code == 409
    assert "He threw a plate." in text(answer)


def test_a_safeguarding_referral_stands_at_the_top_before_what_is_late_for_longer(world, priya, case):
    signed(
        world,
        case,
        pro__child_risk="yes",
        pro__child_referral="no",
        pro__marac_grounds="yes",
        pro__marac_made="no",
    )
    with world.acting("practitioner"):
        others = Clock.objects.filter(file=case.file).exclude(standard=SAFEGUARDING.slug)
        assert others.update(due_at=timezone.now() - timedelta(hours=4))

    page = priya.get(at(case, "risk/")).content.decode()

    header = page[page.index('class="rw-case') : page.index("moj-side-navigation")]
    assert "Safeguarding referral" in header and "Late by 4 h" not in header


def test_their_answer_is_written_down(world, priya, case):
    page = begun_for_a_child(world, priya, case)
    send(priya, page, go="tell", others="Her unborn child", **FILLED)

    send(
        priya,
        f"{page}answer/",
        whom="Dana Reyes",
        reference="AB1",
        outcome="assess",
        words="A visit",
        **day("on"),
    )

    told = text(priya.get(page))
    assert "Dana Reyes" in told
    assert "They assess what is needed" in told
    assert "They assess what is needed" in text(priya.get(at(case, "risk/safety/")))


def test_a_manager_sees_it_from_the_first_minute_and_looks_when_it_was_told(world, priya, case):
    page = begun_for_a_child(world, priya, case)
    manager = world.client("manager")
    assert "Safeguarding referral" in text(manager.get("/"))
    assert "Safeguarding referral" in text(priya.get("/"))

    send(priya, page, go="tell", others="Her unborn child", **FILLED)

    assert "Safeguarding referral: look at it" in text(manager.get("/"))
    assert "I have looked" in text(manager.get(page))
    manager.post(f"{page}seen/")
    assert "Safeguarding referral" not in text(manager.get("/"))


def test_only_a_manager_ends_it_unmade(world, priya, case):
    page = begun_for_a_child(world, priya, case)
    assert priya.get(f"{page}not/").status_code == 403
    assert "This is not to be made" not in text(priya.get(page))

    send(world.client("manager"), f"{page}not/", because="Written on the wrong file")

    assert "Written on the wrong file" in text(priya.get(page))
    assert not waiting(world).is_open


def test_somebody_else_has_told(world, priya, case):
    page = begun_for_a_child(world, priya, case)

    send(priya, f"{page}others/", who="PC Farrow", reference="MASH 7", **day("on"))

    assert "Told by PC Farrow." in text(priya.get(page))


@pytest.mark.parametrize(
    ("persona", "status"), [("duty", 403), ("other_practitioner", 404), ("officer", 403)]
)
def test_who_opens_the_safeguarding_pages(world, case, persona, status):
    assert world.client(persona).get(at(case, "risk/safety/")).status_code == status
