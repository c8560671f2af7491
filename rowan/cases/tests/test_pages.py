import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rowan.cases.header import case_band
from rowan.cases.models import Case, Level, State
from rowan.clocks.models import Clock
from rowan.files.models import Bar, File
from rowan.people.models import Part, Person
from tests.support.world import audited


def make(world, given="Dawn", *, lead="practitioner", state=State.CONTACTING, at=None) -> Case:
    with world.acting("manager"):
        file = File.objects.create(side="survivor")
        Person.objects.create(
            file=file, part=Part.SUBJECT, given=given, family="Tressider", audience="professional"
        )
        return Case.objects.create(
            file=file,
            lead=getattr(world, lead) if lead else None,
            state=state,
            opened_at=at or timezone.now(),
            state_since=timezone.now(),
        )


def clock(world, case, *, due) -> Clock:
    with world.acting("manager"):
        return Clock.objects.create(
            file=case.file, standard="K-1", about=case.pk, started_at=timezone.now(), due_at=due
        )


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.rule("PL-30", "PL-46")
@pytest.mark.parametrize(
    ("persona", "status"),
    [
        ("duty", 200),
        ("practitioner", 200),
        ("senior", 200),
        ("manager", 200),
        ("other_practitioner", 200),
        ("officer", 200),
        ("nobody", 302),
    ],
)
def test_access(world, persona, status):
    make(world)

    answer = world.client(persona).get("/c/?whose=all")

    assert answer.status_code == status
    if persona in ("other_practitioner", "officer"):
        assert "Tressider" not in text(answer) and "0 in all" in text(answer)


def test_my_cases_come_first_and_all_are_one_press_away(world):
    make(world, "Mine")
    make(world, "Hers", lead="practitioner2")
    make(world, "Over", state=State.CLOSED)
    client = world.client("practitioner")

    mine, everybody = text(client.get("/c/")), text(client.get("/c/?whose=all"))

    assert "Mine Tressider" in mine and "Hers" not in mine
    assert "Mine Tressider" in everybody and "Hers Tressider" in everybody and "Sam Adeyemi" in everybody
    assert "Over" not in mine + everybody


def test_the_duty_desk_sees_all_at_once(world):
    make(world, lead=None, state=State.RECEIVED)

    page = text(world.client("duty").get("/c/"))

    assert "Dawn Tressider" in page and "Nobody yet" in page


def test_a_row_says_risk_state_and_what_is_due(world):
    case = make(world)
    clock(world, case, due=timezone.now() - timedelta(hours=3, minutes=1))

    page = text(world.client("practitioner").get("/c/"))

    assert "Not yet assessed" in page and "Contacting" in page
    assert "Late by 3 h" in page and "First contact" in page
    assert str(case.file) in page


@pytest.mark.rule("PL-31")
def test_what_somebody_may_not_open_is_neither_listed_nor_counted(world):
    case = make(world, lead="practitioner2")
    with world.acting("manager"):
        Bar.objects.create(file=case.file, user=world.practitioner, reason="His cousin")

    page = text(world.client("practitioner").get("/c/?whose=all"))

    assert "Tressider" not in page and "0 in all" in page
    assert "Tressider" in text(world.client("senior").get("/c/?whose=all"))


@pytest.mark.rule("PL-51")
def test_the_list_is_ordered_to_the_last_tie_and_never_short(world):
    at = timezone.now()
    for n in range(53):
        make(world, f"Dawn{n:02}", at=at)
    client = world.client("practitioner")

    pages = [re.findall(r"Dawn\d\d", text(client.get(f"/c/?page={n}"))) for n in (1, 2)]

    assert [len(page) for page in pages] == [50, 3]
    assert len({*pages[0], *pages[1]}) == 53
    assert pages[0] == re.findall(r"Dawn\d\d", text(client.get("/c/?page=1")))


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", ""])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(world, page):
    make(world)

    assert world.client("practitioner").get(f"/c/?page={page}").status_code == 200


@pytest.mark.rule("PL-122")
def test_the_record_says_whose_cases_were_shown(world):
    case = make(world)

    world.client("practitioner").get("/c/")

    (event,) = audited("case.list_read")
    assert str(case.file_id) in event["detail"]


@pytest.mark.rule("PL-195")
def test_the_list_costs_the_same_for_one_and_for_fifty(world):
    client = world.client("practitioner")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/c/").status_code == 200
        ours = ("SAVEPOINT", "RELEASE", "SELECT rowan.context()", "SELECT rowan.restore(")
        return sum(not query["sql"].startswith(ours) for query in asked.captured_queries)

    make(world)
    one = cost()
    for n in range(50):
        clock(world, make(world, f"Dawn{n}"), due=timezone.now())

    assert cost() == one <= 12


# The header of a file.


def test_the_header_tells_risk_worker_referral_and_the_one_next_limit(world):
    case = make(world, at=timezone.now() - timedelta(days=22))
    clock(world, case, due=timezone.now() - timedelta(hours=3, minutes=1))
    with world.acting("manager"):
        Case.objects.filter(pk=case.pk).update(
            level=Level.HIGH, level_at=timezone.now(), level_name="Priya Nandra"
        )

    with world.acting("manager"):
        band = case_band(case.file)

    assert (band["risk"], band["worker"], band["closed"]) == ("high", "Priya Nandra", False)
    assert band["risk_words"].startswith("Priya Nandra, ")
    assert band["also"] == ["referral 1, day 23"]
    assert (band["next_due"].words, str(band["next_words"])) == ("Late by 3 h", "First contact")
    assert band["next_url"] == f"/r/{case.file.reference}/"


def test_a_closed_case_is_said_to_be_closed_and_has_nothing_next(world):
    case = make(world, state=State.CLOSED)

    with world.acting("manager"):
        band = case_band(case.file)

    assert band["closed"] and "next_due" not in band


def test_a_file_without_a_case_says_nothing_of_one(world):
    with world.acting("manager"):
        assert case_band(File.objects.create(side="survivor")) == {}
