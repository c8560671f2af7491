from datetime import date

import pytest
from django.utils import timezone

from rowan.cases.models import Case, State
from rowan.common.dates import today
from rowan.files.models import Draft
from rowan.plans.models import Action, NotAddressed, Plan
from rowan.plans.tests.making import STATEMENTS, added, boxes, case_of, posted, statements, text
from tests.support.world import audited, envelope_in, post_form

# Who may come in


PAGES = ["", "rows/new/", "gone-over/", "risks/dash.14/"]
ACCESS = [
    ("practitioner", 200),
    ("practitioner2", 200),
    ("senior", 200),
    ("manager", 200),
    ("duty", 403),
    ("other_practitioner", 404),
    ("other_manager", 404),
    ("officer", 403),
    ("officer_manager", 404),
    ("nobody", 302),
    ("leaver", 404),
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("persona, status", ACCESS)
def test_access(world, here, persona, status, page):
    assert world.client(persona).get(here.url + page).status_code == status


@pytest.mark.parametrize("persona, status", ACCESS)
def test_access_to_a_row(world, here, persona, status):
    for page in ("", "done/"):
        address = f"{here.url}rows/{here.row.pk}/{page}"
        assert world.client(persona).get(address).status_code == status


def test_a_row_of_another_file_is_not_found(world, here):
    with world.acting("practitioner"):
        another = case_of(world)

    url = f"/c/{another.file.reference}/plan/rows/{here.row.pk}/"

    assert world.client("practitioner").get(url).status_code == 404


def test_reading_the_plan_is_on_the_record(world, here):
    world.client("practitioner").get(here.url)

    assert audited("plan.read")[-1]["file_id"] == str(here.file.pk)


# The plan's page


def test_the_page_shows_rows_risks_without_action_and_the_copy(world, here):
    page = text(world.client("practitioner").get(here.url))

    for words in ("Safe now", "Next weeks", "Waiting at school", "Mrs Lowry", "Any time"):
        assert words in page
    assert "2 risks have no action yet." in page
    assert "Home with our friend" in page.split("data-paper")[1]


def test_before_the_dash_the_page_says_that_it_comes_first(world, here, found):
    found.dash = None

    page = text(world.client("practitioner").get(here.url))

    assert "The Dash comes first" in page
    assert "The Dash is not signed yet." in page


def test_a_plan_not_begun_asks_for_its_first_row(world, found):
    with world.acting("practitioner"):
        empty = case_of(world)

    page = text(world.client("practitioner").get(f"/c/{empty.file.reference}/plan/"))

    assert "Not begun." in page
    assert "Tick at least one row for the copy." in page


def test_a_file_without_a_case_has_no_plan(world, here):
    with world.acting("practitioner"):
        bare = type(here.file).objects.create(side="survivor")

    assert world.client("practitioner").get(f"/c/{bare.reference}/plan/").status_code == 404


def test_a_closed_case_shows_its_plan_and_takes_no_row(world, here):
    with world.acting("practitioner"):
        Case.objects.filter(pk=here.case.pk).update(state=State.CLOSED)
    client = world.client("practitioner")

    assert client.get(here.url).status_code == 200
    assert "Add a row" not in text(client.get(here.url))
    assert client.get(here.url + "rows/new/").status_code == 409


@pytest.mark.rule("PL-195")
def test_the_page_costs_the_same_for_one_row_and_for_fifty(world, here):
    client = world.client("practitioner")
    client.get(here.url)
    one = statements(client, here.url)

    with world.acting("practitioner"):
        for number in range(49):
            added(here.file, world.user("practitioner"), action=f"Step {number}")
    fifty = statements(client, here.url)

    assert len(one) == len(fifty)
    assert len(fifty) < STATEMENTS, "\n".join(fifty)  # the Dash, which is made up here, costs one more


# Rows


def test_a_row_is_added(world, here):
    answer = post_form(
        world.client("practitioner"),
        here.url + "rows/new/",
        posted(action="Ring mum", timing="day", answers=["dash.14"])
        | {
            "due_on_day": str(today().day),
            "due_on_month": str(today().month),
            "due_on_year": str(today().year),
        },
    )

    assert answer.status_code == 302
    with world.acting("practitioner"):
        kept = Action.objects.get(file=here.file, action="Ring mum")
    assert (kept.due_on, kept.answers, kept.part) == (today(), ["dash.14"], "now")


@pytest.mark.rule("PL-50")
def test_a_row_sent_twice_is_one_row(world, here):
    client = world.client("practitioner")
    url = here.url + "rows/new/"
    form = envelope_in(client.get(url))

    answers = [client.post(url, posted(action="Ring mum") | {"_form": form}) for _press in range(2)]

    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    with world.acting("practitioner"):
        assert Action.objects.filter(file=here.file, action="Ring mum").count() == 1


@pytest.mark.rule("CM-121")
def test_a_row_with_gaps_comes_back_with_a_sentence_for_each_and_what_was_typed(world, here):
    answer = post_form(
        world.client("practitioner"),
        here.url + "rows/new/",
        {"part": "now", "status": "agreed", "action": "Typed", "timing": "day", "audience": "survivor"},
    )

    page = text(answer)
    assert answer.status_code == 422
    for sentence in (
        "Say what it is about",
        "Say where it came from",
        "Say who does it",
        "Enter the day by which",
    ):
        assert sentence in page
    assert "Typed" in page
    with world.acting("practitioner"):
        assert Action.objects.filter(file=here.file).count() == 1
        assert Draft.objects.filter(file=here.file).exists()


@pytest.mark.rule("CM-119")
def test_the_next_weeks_are_not_offered_before_the_dash(world, here, found):
    found.dash = None
    client = world.client("practitioner")

    answer = post_form(client, here.url + "rows/new/", posted(part="soon"))

    assert answer.status_code == 422
    with world.acting("practitioner"):
        assert Action.objects.filter(file=here.file).count() == 1


@pytest.mark.rule("CM-59")
def test_a_risk_found_opens_the_row_with_its_words(world, here):
    page = world.client("practitioner").get(here.url + "rows/new/?risk=dash.23")

    assert page.context["form"]["risk"].value() == "Bail was broken (Dash 23)"
    assert page.context["form"]["answers"].value() == ["dash.23"]
    assert page.context["form"]["origin"].value() == "dash"


def test_a_row_is_changed(world, here):
    answer = post_form(
        world.client("practitioner"), f"{here.url}rows/{here.row.pk}/", posted(action="By the front")
    )

    assert answer.status_code == 302
    with world.acting("practitioner"):
        here.row.refresh_from_db()
    assert (here.row.action, here.row.version) == ("By the front", 2)


@pytest.mark.rule("PL-115", "PL-116")
def test_a_colleagues_change_to_the_same_words_is_asked_about(world, here):
    client, url = world.client("practitioner"), f"{here.url}rows/{here.row.pk}/"
    form = envelope_in(client.get(url))
    with world.acting("practitioner2"):
        by = world.user("practitioner2")
        Action.objects.get(pk=here.row.pk).change(by=by, at=timezone.now(), action="By the back")

    answer = client.post(url, posted(action="By the front") | {"_form": form})

    assert answer.status_code == 409
    assert "Sam Adeyemi" in text(answer)
    with world.acting("practitioner"):
        here.row.refresh_from_db()
    assert here.row.action == "By the back"


def test_a_row_is_closed_as_done(world, here):
    day = {
        "done_on_day": str(today().day),
        "done_on_month": str(today().month),
        "done_on_year": str(today().year),
    }

    answer = post_form(world.client("practitioner"), f"{here.url}rows/{here.row.pk}/done/", day)

    assert answer.status_code == 302
    with world.acting("practitioner"):
        here.row.refresh_from_db()
    assert here.row.done_on == today()


@pytest.mark.rule("CM-124")
def test_a_row_is_not_done_before_it_was_agreed(world, here):
    url = f"{here.url}rows/{here.row.pk}/done/"

    answer = post_form(world.client("practitioner"), url, boxes("done_on", date(2020, 2, 1)))

    assert answer.status_code == 422
    assert "It cannot be done before it was agreed" in text(answer)
    with world.acting("practitioner"):
        here.row.refresh_from_db()
    assert here.row.done_on is None


@pytest.mark.rule("CM-120")
def test_a_reason_takes_the_risk_off_the_list(world, here):
    client = world.client("practitioner")

    answer = post_form(client, here.url + "risks/dash.14/", {"reason": "School has ended"})

    assert answer.status_code == 302
    assert "1 risk has no action yet." in text(client.get(here.url))
    with world.acting("practitioner"):
        assert NotAddressed.objects.get(file=here.file).reason == "School has ended"


def test_a_risk_nobody_found_has_no_page(world, here):
    assert world.client("practitioner").get(here.url + "risks/dash.99/").status_code == 404


@pytest.mark.rule("CM-125")
def test_going_over_the_plan_asks_about_possible_violence_to_come(world, here):
    client = world.client("practitioner")
    sent = boxes("reviewed_on", today()) | {"stage": "later"}

    refused = post_form(client, here.url + "gone-over/", sent)
    taken = post_form(client, here.url + "gone-over/", sent | {"future_talk": "yes"})

    assert refused.status_code == 422
    assert "Say whether possible violence to come was talked through" in text(refused)
    assert taken.status_code == 302
    with world.acting("practitioner"):
        assert Plan.objects.get(file=here.file).reviewed_by == world.practitioner
