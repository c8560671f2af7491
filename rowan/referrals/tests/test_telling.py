"""What a referrer is told: the outcome and nothing else, through the one way out (CM-16)."""

import pytest
from django.db import IntegrityError

from rowan.access.permissions import Denied, NotNow
from rowan.common.audiences import Audience, may_receive
from rowan.common.dates import today
from rowan.documents.papers import KINDS, content_of
from rowan.documents.tests import reading
from rowan.people.models import ContactPoint, Person
from rowan.referrals import services
from rowan.referrals.endings.outcomes import ENDS, WORKS_WITH_US
from rowan.referrals.endings.paper import paper_of
from rowan.referrals.models import Outcome, Referral
from rowan.referrals.tests.ending import does, now_of, reached, state_of, told
from rowan.referrals.tests.making import allocated, everything, received
from rowan.sharing.grounds import OUTCOME
from rowan.sharing.models import Disclosure
from rowan.sharing.services import paper_of as pdf_of
from rowan.sharing.services import release
from tests.support.markers import MARKER
from tests.support.world import audited


def declined(world, **more) -> Referral:
    referral = reached(world, **more)
    return does(world, "practitioner", "end", referral, outcome=Outcome.DECLINED, note="Her sister’s")


@pytest.mark.rule("CM-16")
def test_the_paper_holds_the_outcome_and_not_one_field_more(world):
    referral = declined(world, their_reference="AP/26/1183")

    row = told(world, referral, how="letter", whom="PC Lena Farrow, Ashmere Police")

    words = reading.text(pdf_of(row))
    assert words.startswith("Ashmere Advocacy Outcome of your referral To PC Lena Farrow, Ashmere Police")
    assert "AP/26/1183" in words and str(now_of(world, referral).file) in words
    assert "Our service is not wanted at present, and we have closed the referral." in words
    for secret in ("Dawn", "Tressider", "07700", "Priya", "sister", "outside her work"):
        assert secret not in reading.everything(pdf_of(row))
    assert row.lines["fields"] == ["service_name", "phone", "whom", "theirs", "ours", "received", "outcome"]


@pytest.mark.rule("CM-16")
def test_no_planted_word_of_the_file_gets_onto_the_paper(world):
    referral = declined(world)
    with world.acting("practitioner"):
        texts = [
            f.name
            for f in Referral._meta.concrete_fields
            if f.get_internal_type() in ("CharField", "TextField") and not f.choices
        ]
        public = {"their_reference", "agency_name", "contact_name", "contact_phone", "contact_email"}
        planted = {name: f"zq{n:04}mk" for n, name in enumerate(texts) if name not in public}
        Referral.objects.filter(pk=referral.pk).update(
            **{name: word for name, word in planted.items() if not name.startswith(("informed", "verified"))}
        )
        Person.objects.filter(file=referral.file).update(given="zq9001mk", family="zq9002mk")
        ContactPoint.objects.filter(file=referral.file).update(value="zq9003mk", code_word="zq9004mk")

    row = told(world, now_of(world, referral), how="secure", whom="Ashmere Police")

    assert not MARKER.findall(reading.everything(pdf_of(row)))


@pytest.mark.rule("CM-16")
def test_the_kind_itself_can_hold_nothing_restricted():
    kind = KINDS["referral_outcome"]

    assert all(may_receive(kind.recipients[0], printed.audience) for printed in kind.fields.values())
    assert Audience.RESTRICTED not in {printed.audience for printed in kind.fields.values()}


@pytest.mark.rule("CM-16")
@pytest.mark.parametrize("typed", ["PC Farrow, about Dawn Tressider", "ring 07700 900 142"])
def test_a_name_or_number_of_the_file_typed_as_the_reader_is_refused(world, typed):
    referral = declined(world)

    with pytest.raises(NotNow) as no:
        told(world, referral, how="letter", whom=typed)

    assert str(no.value).startswith("This must not stand on this paper:")
    assert now_of(world, referral).informed_at is None
    with world.acting("practitioner"):
        assert not Disclosure.objects.exists()


def test_every_outcome_has_one_sentence_of_its_own_and_a_mistake_has_none(world):
    said = {outcome: str(end.told) for outcome, end in ENDS.items()}

    assert said.pop(Outcome.MISTAKE) == ""
    assert len({*said.values(), str(WORKS_WITH_US)}) == len(said) + 1
    assert {*said, Outcome.MISTAKE, Outcome.ENGAGED} == {*Outcome}
    for words in said.values():
        assert "abuse" not in words and "conflict" not in words


@pytest.mark.rule("CM-16", "PL-105")
def test_what_was_said_by_telephone_is_kept_with_its_words(world):
    referral = declined(world)

    row = told(world, referral, how="phone")

    assert (row.how, row.basis, row.to_name) == ("phone", OUTCOME, "PC Lena Farrow")
    assert not row.left
    assert "Outcome of your referral" in reading.text(pdf_of(row))
    (event,) = audited("paper.released")
    assert f'"basis": "{OUTCOME}"' in str(event["detail"]).replace("'", '"')


@pytest.mark.rule("CM-14")
def test_they_are_told_once(world):
    referral = declined(world)
    told(world, referral)

    with pytest.raises(NotNow) as no:
        told(world, referral, whom="Somebody else")

    assert str(no.value) == "PC Lena Farrow has been told already."
    with world.acting("practitioner"):
        assert Disclosure.objects.count() == 1


def test_the_person_themselves_is_not_told_and_nothing_waits_for_it(world):
    referral = declined(world, referrer="self", agency_name="", contact_name="")

    assert state_of(world, referral) == "closed-declined"
    assert now_of(world, referral).untold_because == "The person came to us themselves."
    with pytest.raises(NotNow) as no:
        told(world, referral, whom="Her")
    assert str(no.value) == "The person came to us themselves: there is nobody to tell."


@pytest.mark.parametrize("who", [{"referrer": "family"}, {"referrer": "other"}])
def test_who_is_no_office_learns_nothing_without_the_persons_word(world, who):
    referral = declined(world, agency_name="", contact_name="Ann Moss", **who)

    with pytest.raises(NotNow) as no:
        told(world, referral, whom="Ann Moss")
    row = told(world, referral, whom="Ann Moss", with_their_word=True)

    assert str(no.value) == "Family and friends are told nothing unless the person has said so."
    assert row.purpose.endswith("with the person’s own word")


@pytest.mark.rule("CM-15")
def test_an_office_is_not_left_untold(world):
    referral = declined(world)
    before = everything(world)

    with pytest.raises(NotNow) as no:
        does(world, "practitioner", "leave_untold", referral, because="No time")

    assert str(no.value) == "Whoever referred the person is told the outcome before the referral is closed."
    assert everything(world) == before
    assert (now_of(world, referral).untold_because, now_of(world, referral).case.is_open) == ("", True)


def test_the_outcomes_of_a_list_are_told_in_one_go_and_one_refusal_holds_up_nobody(world):
    good, other = declined(world, given="Ada"), declined(world, given="Bea", family="Brandreth")
    open_still = allocated(world, received(world, given="Cora", family="Calder"))
    with world.acting("duty"):
        left = services.tell_many(
            referrals=[now_of(world, one) for one in (good, open_still, other)],
            how="secure",
            by=world.user("duty"),
        )

    assert {one.pk: why for one, why in left.items()} == {
        open_still.pk: "How this referral ended is not recorded yet, so nobody is told."
    }
    assert state_of(world, good) == state_of(world, other) == "closed-declined"
    with world.acting("duty"):
        rows = list(Disclosure.objects.order_by("id"))
    assert [(row.file_id, row.to_name) for row in rows] == [
        (good.file_id, "PC Lena Farrow, Ashmere Police"),
        (other.file_id, "PC Lena Farrow, Ashmere Police"),
    ]


def test_an_office_may_be_told_that_we_work_with_the_person(world):
    referral = reached(world)
    does(world, "practitioner", "engage", referral)

    row = told(world, referral, how="secure")

    assert str(WORKS_WITH_US) in reading.text(pdf_of(row))
    assert now_of(world, referral).case.is_open


@pytest.mark.rule("CM-82", "CM-16")
@pytest.mark.parametrize("changed", [{"basis": "own"}, {"how": "by-hand"}])
def test_the_outcome_goes_no_other_way(world, changed):
    referral = now_of(world, declined(world))
    with world.acting("practitioner"):
        by = world.user("practitioner")
        paper = paper_of(referral, whom="Ashmere Police", service=by.acting_service)
        facts = {"basis": OUTCOME, "how": "letter", "purpose": "x", "to_name": "Ashmere Police"} | changed
    with pytest.raises(NotNow), world.acting("practitioner"):
        release(file=referral.file, paper=paper, by=by, **facts)

    assert content_of(paper)["received"] <= today()
    with world.acting("practitioner"):
        assert not Disclosure.objects.exists()


def test_the_database_lets_no_other_paper_rest_on_the_outcome(world):
    referral = declined(world)
    row = told(world, referral)

    with pytest.raises(IntegrityError), world.acting("practitioner"):
        values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}
        Disclosure.objects.create(**values | {"kind": "plan_survivor_full", "stored_as": "another"})


def test_an_officer_of_another_service_tells_nothing(world):
    referral = declined(world)

    with pytest.raises(Denied), world.acting("practitioner"):
        services.tell_referrer(
            referral=referral, how="phone", whom="PC Lena Farrow", by=world.user("officer")
        )
