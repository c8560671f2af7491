from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.clocks.models import Clock
from rowan.files.models import File
from rowan.people.models import ContactPoint, Part, Person, Relation
from rowan.referrals import board, lists
from rowan.referrals.models import ListFile, ListRow, Referral, RowState
from rowan.referrals.reading import NotAList, read
from rowan.referrals.tests.making import EXAMPLE, everything, opened, received
from tests.support.world import audited


def row_of(world, listed, number: int) -> ListRow:
    with world.acting("duty"):
        return ListRow.objects.select_related("list").get(list=listed, number=number)


def keep(world, row, persona="duty") -> Referral:
    with world.acting(persona):
        return lists.keep_row(pk=row.pk, by=world.user(persona)).referral


def dismiss(world, row, **more) -> ListRow:
    facts = {"state": RowState.NOT_OURS, "reason": "Lives in another county"}
    with world.acting("duty"):
        return lists.dismiss_row(row=row, by=world.user("duty"), **(facts | more))


def states(world, listed) -> dict[int, str]:
    with world.acting("duty"):
        return dict(ListRow.objects.filter(list=listed).values_list("number", "state"))


def test_opening_a_list_makes_nobody_a_referral(world):
    before = everything(world)

    listed = opened(world)

    assert everything(world) == before
    assert len(states(world, listed)) == 31


def test_a_line_that_comes_twice_is_marked_and_says_which(world):
    listed = opened(world)

    again = row_of(world, listed, 25)

    assert [n for n, state in states(world, listed).items() if state != RowState.WAITING] == [25]
    assert (again.state, again.reason) == (RowState.DUPLICATE, "The same as line 1 of this list")


def test_the_same_list_opened_again_is_the_list_that_was_opened(world):
    listed = opened(world)

    with world.acting("practitioner"):
        again = lists.open_list(
            sheet=read(EXAMPLE.read_bytes()),
            name="other name.csv",
            referrer="police",
            agency_name="Ashmere Police",
            received_at=timezone.now(),
            by=world.user("practitioner"),
        )

    assert (again.list, again.known) == (listed, True)
    with world.acting("duty"):
        assert (ListFile.objects.count(), ListRow.objects.count()) == (1, 31)


def test_another_service_opens_the_same_list_for_itself(world):
    opened(world)

    with world.acting("other_practitioner"):
        theirs = lists.open_list(
            sheet=read(EXAMPLE.read_bytes()),
            name="list.csv",
            referrer="police",
            agency_name="Brackwater Police",
            received_at=timezone.now(),
            by=world.user("other_practitioner"),
        )
        assert not theirs.known
        assert ListRow.objects.count() == 31


def test_lines_that_an_earlier_list_had_are_marked(world):
    first = opened(world)
    keep(world, row_of(world, first, 2))

    longer = opened(world, EXAMPLE.read_bytes() + b"NF26-119001,,,Wren,Ada,,,,,,,,,,,,,New\n")

    marked = states(world, longer)
    assert [n for n, state in marked.items() if state == RowState.WAITING] == [32]
    assert row_of(world, longer, 2).reason.startswith("The same as line 2 of the list of ")


def test_a_wrong_file_writes_nothing(world):
    with pytest.raises(NotAList):
        opened(world, b"%PDF-1.7")

    with world.acting("duty"):
        assert not ListFile.objects.exists()


def test_an_officer_opens_no_list(world):
    with pytest.raises(Denied), world.acting("officer"):
        lists.open_list(
            sheet=read(EXAMPLE.read_bytes()),
            name="x",
            referrer="police",
            agency_name="x",
            received_at=timezone.now(),
            by=world.user("officer"),
        )


def test_a_list_cannot_arrive_tomorrow(world):
    with pytest.raises(NotNow) as no:
        opened(world, received_at=timezone.now() + timedelta(hours=1))

    assert str(no.value) == "Enter when the list arrived: that time has not come yet."


@pytest.mark.rule("CM-1")
def test_a_kept_line_is_a_referral_with_its_people_and_its_clock(world):
    listed = opened(world)

    referral = keep(world, row_of(world, listed, 1))

    with world.acting("duty"):
        people = {p.part: p for p in Person.objects.filter(file=referral.file_id)}
        points = {p.kind: p for p in ContactPoint.objects.filter(file=referral.file_id)}
        clock = Clock.objects.get(about=referral.pk)
        row = ListRow.objects.get(list=listed, number=1)
        assert people[Part.PCH].relation == Relation.PARTNER
    assert str(people[Part.SUBJECT]) == "Chidinma Grace Okafor"
    assert (points["phone"].value, points["phone"].safe_call) == ("07700 900101", "yes")
    assert points["phone"].told_by == "PC 4417 Osei"
    assert (points["address"].value, points["address"].safe_write) == (
        "14 Larkspur Row, Ashcombe, ZZ9 1AA",
        "",
    )
    assert (referral.their_reference, referral.stated_risk) == ("NF26-118204", "high")
    assert clock.started_at == listed.received_at
    assert (row.state, row.referral_id, row.decided_name) == (RowState.KEPT, referral.pk, "Mina Osei")


def test_what_a_kept_line_said_stands_in_the_file_alone(world):
    listed = opened(world)

    keep(world, row_of(world, listed, 1))

    assert row_of(world, listed, 1).cells == {}


def test_every_line_of_the_example_can_be_kept(world):
    listed = opened(world)

    for number in range(1, 32):
        keep(world, row_of(world, listed, number))

    with world.acting("duty"):
        assert Person.objects.filter(part=Part.SUBJECT).count() == 31
    assert set(states(world, listed).values()) == {RowState.KEPT}


@pytest.mark.rule("PL-50")
def test_a_line_is_kept_once(world):
    row = row_of(world, opened(world), 1)
    keep(world, row)
    before = everything(world)

    with pytest.raises(NotNow) as no:
        keep(world, row, persona="practitioner")

    assert str(no.value) == "This line was already kept by Mina Osei. It is among the referrals."
    assert everything(world) == before


def test_a_line_without_a_name_is_recorded_by_hand(world):
    listed = opened(world, b"victim_surname,victim_forenames,summary\n,,Somebody rang\n")
    before = everything(world)

    with pytest.raises(NotNow) as no:
        keep(world, row_of(world, listed, 1))

    assert str(no.value) == "This line has no name. Record it by hand under “New referral”."
    assert everything(world) == before


def test_a_record_that_cannot_be_written_keeps_nothing_of_the_line(world, monkeypatch):
    listed = opened(world)
    before = everything(world)
    record = audit.record

    def fails(verb, **more):
        if verb == "referral.received":
            raise RuntimeError("no record")
        record(verb, **more)

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        keep(world, row_of(world, listed, 1))

    assert everything(world) == before
    assert states(world, listed)[1] == RowState.WAITING


def test_a_dismissed_line_says_why_and_can_be_kept_after_all(world):
    listed = opened(world)

    row = dismiss(world, row_of(world, listed, 3))

    assert (row.state, row.reason, row.decided_name) == (
        RowState.NOT_OURS,
        "Lives in another county",
        "Mina Osei",
    )
    assert keep(world, row).their_reference == "NF26-118219"


def test_the_database_dismisses_no_line_without_a_reason(world):
    with pytest.raises(IntegrityError):
        dismiss(world, row_of(world, opened(world), 3), reason="")


def test_a_kept_line_is_not_dismissed(world):
    row = row_of(world, opened(world), 1)
    keep(world, row)

    with pytest.raises(NotNow):
        dismiss(world, row)

    assert row_of(world, row.list, 1).state == RowState.KEPT


def test_a_line_that_comes_twice_can_be_kept_all_the_same(world):
    listed = opened(world)

    assert keep(world, row_of(world, listed, 25)).their_reference == "NF26-118204"


def test_the_record_names_the_list_and_the_line_and_nobody_on_it(world):
    keep(world, row_of(world, opened(world), 1))

    told = str(audited("referral.sheet_opened") + audited("referral.received"))
    assert "Okafor" not in told and "NF26" not in told


# The board.


def lines(world, listed, persona="duty"):
    with world.acting(persona):
        return board.lines_of(ListRow.objects.filter(list=listed).order_by("number"), by=world.user(persona))


def test_the_board_marks_whom_we_may_know_by_name_or_number(world):
    ours = received(world, given="Chidinma", family="Okafor", phone="")
    rung = received(world, given="Somebody", family="Else", phone="07700 900 102")
    received(world, given="Wei", family="Okafor", phone="")

    marked = {
        line.row.number: [(match.file, [str(reason) for reason in match.reasons]) for match in line.known]
        for line in lines(world, opened(world))
        if line.known
    }

    assert marked == {
        1: [(ours.file, ["Same name"])],
        2: [(rung.file, ["Same phone number"])],
        25: [(ours.file, ["Same name"])],
    }


def test_the_board_of_another_service_knows_nobody_of_ours(world):
    received(world, given="Chidinma", family="Okafor")
    with world.acting("other_practitioner"):
        theirs = lists.open_list(
            sheet=read(EXAMPLE.read_bytes()),
            name="x",
            referrer="police",
            agency_name="x",
            received_at=timezone.now(),
            by=world.user("other_practitioner"),
        ).list

    assert not any(line.known for line in lines(world, theirs, "other_practitioner"))


def test_a_kept_line_shows_its_file_to_those_who_may_open_it(world):
    listed = opened(world)
    referral = keep(world, row_of(world, listed, 1))

    assert lines(world, listed)[0].file == referral.file
    with world.acting("practitioner", barred=[referral.file]):
        rows = ListRow.objects.filter(list=listed).order_by("number")
        shown = board.lines_of(rows, by=world.user("practitioner"))[0]
    assert (shown.file, shown.meaning.name, shown.known) == (None, "", [])


@pytest.mark.rule("PL-195")
@pytest.mark.parametrize("count", [1, 30])
def test_the_board_costs_the_same_for_one_line_and_for_thirty(world, django_assert_num_queries, count):
    for n in range(count):
        received(world, given="Chidinma", family="Okafor", phone=f"07700 900 {200 + n}")
    listed, user = opened(world), world.user("duty")
    with world.acting("duty"):
        rows = list(ListRow.objects.filter(list=listed).order_by("number")[:count])
        with django_assert_num_queries(5):
            shown = board.lines_of(rows, by=user)

    assert len(shown) == count
    assert len(shown[0].known) == count


def test_a_list_of_another_service_is_not_there(world):
    opened(world)

    with world.acting("other_practitioner"):
        assert not ListFile.objects.exists() and not ListRow.objects.exists()
        assert not File.objects.exists()


@pytest.mark.parametrize("wide", ["victim_surname", "officer", "incident_reference", "victim_address"])
def test_a_line_whose_cells_ran_together_is_not_kept_and_says_why(world, wide):
    columns = ("victim_forenames", "victim_surname", "officer", "incident_reference", "victim_address")
    cells = {"victim_forenames": "Ada", "victim_surname": "Okoro", wide: "Okoro " * 100}
    text = "\n".join([",".join(columns), ",".join(cells.get(name, "") for name in columns)])
    listed = opened(world, text.encode())
    row = row_of(world, listed, 1)
    before = everything(world)

    with pytest.raises(NotNow, match="too long"):
        keep(world, row)

    assert everything(world) == before
    with world.acting("duty"):
        line = board.lines_of([row], by=world.user("duty"))[0]
    assert not line.may_keep
    assert "A name or an address is too long to be kept. Record this one by hand" in line.meaning.problems


@pytest.mark.rule("PL-195")
def test_each_further_line_that_is_kept_costs_few_statements(world):
    listed = opened(world)

    def cost(numbers) -> int:
        with world.acting("duty"):
            pks = list(ListRow.objects.filter(list=listed, number__in=numbers).values_list("pk", flat=True))
            with CaptureQueriesContext(connection) as asked:
                lists.sort_rows(opened=listed, rows=pks, state=RowState.KEPT, by=world.user("duty"))
        return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    one, six = cost([1]), cost([2, 3, 4, 5, 6, 7])

    assert (six - one) / 5 <= 15
