"""Somebody who returns, somebody nobody can tell, and the intake pack."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan.access.permissions import NotNow
from rowan.assessments.intake import keeping
from rowan.assessments.models import Intake, Response
from rowan.cases.models import Case, State
from rowan.documents.tests import reading
from rowan.files.keeping import Edit
from rowan.people.models import ContactPoint
from rowan.plans.models import Plan
from rowan.referrals import services
from rowan.referrals.models import EarlierFile, Match, Referral
from rowan.referrals.pack import open_pack
from rowan.referrals.services import OnPaper
from rowan.referrals.tests.making import allocated, compared, everything, received, tried
from rowan.referrals.tests.pages import text
from rowan.referrals.waiting import waiting_for
from rowan.sharing.agreements import services as agreements
from rowan.sharing.models import Agreement, Mode
from tests.support.world import audited, post_form

PAPER = OnPaper(reference="Box 12/88", closed_on=date(2019, 5, 1), location="Store room")


def matched(world, referral, persona="duty", **more):
    with world.acting(persona):
        return services.record_match(referral=referral, by=world.user(persona), **more)


def given(world, referral):
    with world.acting("senior"):
        return services.allocate(referral=referral, worker=world.practitioner, by=world.user("senior"))


@pytest.mark.rule("CM-4")
def test_the_earlier_file_of_somebody_who_returns_is_linked_before_allocation(world):
    referral = compared(world, matched(world, received(world), on_paper=PAPER))

    assert referral.match_result == Match.CLOSED
    with world.acting("duty"):
        earlier = EarlierFile.objects.get()
    assert (earlier.reference, earlier.location, earlier.case) == ("Box 12/88", "Store room", None)
    assert given(world, referral).case.lead == world.practitioner


@pytest.mark.rule("CM-4")
def test_without_the_link_nobody_is_given_the_case(world):
    referral = compared(world, matched(world, received(world)))
    with world.acting("duty"):
        Referral.objects.filter(pk=referral.pk).update(match_result=Match.CLOSED)
    before = everything(world)

    with pytest.raises(NotNow) as no:
        given(world, Referral(pk=referral.pk))

    assert str(no.value) == "Link the earlier file of this person first: look again whether we know them."
    assert everything(world) == before


@pytest.mark.rule("CM-4")
def test_a_file_on_paper_is_linked_on_the_page(world):
    referral = received(world)
    path, client = f"/r/{referral.file.reference}/match/", world.client("duty")

    nameless = post_form(client, path, {"found": "on-paper"})
    post_form(client, path, {"found": "on-paper", "paper_reference": "Box 12/88", "closed_on_year": "2019",
                             "closed_on_month": "5", "closed_on_day": "1"})  # fmt: skip

    assert nameless.status_code == 422
    assert "Enter how the earlier file is called" in nameless.content.decode()
    assert "Box 12/88 , closed" in text(client.get(f"/r/{referral.file.reference}/"))


@pytest.mark.rule("CM-5")
def test_news_of_somebody_whose_case_is_open_joins_that_case_and_says_so(world):
    ours, again = allocated(world), received(world, agency_name="Ashmere Housing", reason="Again.")
    client = world.client("duty")
    warned = text(client.get(f"/r/{again.file.reference}/match/"))

    answer = post_form(client, f"/r/{again.file.reference}/match/", {"found": ours.file.reference})

    page = text(client.get(answer["Location"]))
    assert "Allocated · Worker Priya Nandra" in warned
    assert "A case was open there, and the referral was added to it." in page
    assert "Other referrals of this person" in page
    with world.acting("duty"):
        assert Case.objects.filter(file=ours.file).count() == 1
        assert {one.match_result for one in Referral.objects.filter(file=ours.file)} == {"nothing", "open"}


@pytest.mark.rule("CM-5")
def test_somebody_whose_case_is_closed_returns_to_a_case_of_their_own(world):
    ours = received(world)
    with world.acting("duty"):
        Case.objects.filter(pk=ours.case_id).update(state=State.CLOSED_DECLINED)

    referral = matched(world, received(world), known=ours.file)

    assert (referral.match_result, referral.case.number, referral.case_id != ours.case_id) == (
        "closed",
        2,
        True,
    )


@pytest.mark.rule("CM-6", "PL-82")
def test_no_safety_answer_of_an_earlier_case_is_carried_into_the_new_one(world):
    with time_machine.travel(timezone.now() - timedelta(days=30)):
        ours = received(world, phone="07700 900 500", safe_call="yes")
    with world.acting("practitioner"):
        by = world.user("practitioner")
        services.end(referral=ours, outcome="no-abuse", note="Over", nowhere_because="None fits", by=by)
        services.tell_referrer(referral=ours, how="phone", whom="PC Lena Farrow", by=by)

    referral = matched(world, received(world, phone="07700 900 142", safe_call=""), known=ours.file)

    with world.acting("duty"):
        new = ContactPoint.objects.get(file=ours.file, value="07700 900 142")
        assert (new.safe_call, new.asked_at) == ("", None)
    attempt = tried(world, compared(world, referral), persona="duty", point=point_of(world, "07700 900 500"))
    assert attempt.marked_safe == "no"


def point_of(world, value):
    with world.acting("duty"):
        return ContactPoint.objects.get(value=value)


@pytest.mark.rule("MT-11")
def test_cannot_tell_says_why_allows_allocation_and_comes_back_at_intake(world):
    referral = compared(world, matched(world, received(world), cannot_tell="No birth date yet"))
    referral = given(world, referral)
    page = text(world.client("practitioner").get(f"/r/{referral.file.reference}/"))

    settled = matched(world, referral, persona="practitioner")

    assert "Nobody could tell whether we know this person. Ask again at intake. No birth date yet" in page
    assert (settled.match_result, settled.match_note) == (Match.NOTHING, "")
    assert [e["detail"] for e in audited("referral.matched")] == [
        '{"found": "cannot-tell"}',
        '{"found": "nothing"}',
    ]


@pytest.mark.rule("MT-11")
def test_cannot_tell_without_a_reason_is_refused(world):
    referral = received(world)

    answer = post_form(world.client("duty"), f"/r/{referral.file.reference}/match/", {"found": "cannot-tell"})

    assert answer.status_code == 422
    assert "Say what is missing to tell" in answer.content.decode()
    with world.acting("duty"), pytest.raises(IntegrityError), transaction.atomic():
        Referral.objects.update(match_result=Match.CANNOT_TELL)


def test_two_cases_that_are_worked_on_are_not_joined_by_this_answer(world):
    ours = received(world)
    referral = given(world, compared(world, matched(world, received(world), cannot_tell="No birth date yet")))

    with pytest.raises(NotNow) as no:
        matched(world, referral, persona="practitioner", known=ours.file)

    assert str(no.value) == (
        "This case is worked on already, so its file stays. Tell a manager which file it is."
    )


@pytest.fixture
def engaged(world):
    referral = allocated(world)
    tried(world, referral, reached="yes")
    with world.acting("practitioner"):
        return services.engage(referral=referral, by=world.user("practitioner"))


@pytest.mark.rule("CM-6")
def test_the_old_intake_refuses_edits_and_the_fresh_one_begins_empty(world, engaged):
    def keeps(case, said):
        edit = Edit(changes={"pregnant": said}, base={"pregnant": ""}, seen=1, labels={})
        with world.acting("practitioner"):
            case = Case.objects.select_related("file").get(pk=case.pk)
            return keeping.keep(case=case, edit=edit, by=world.user("practitioner"))

    old = keeps(engaged.case, "no")
    with world.acting("practitioner"):
        Case.objects.filter(pk=engaged.case_id).update(state=State.CLOSED)
    back = given(world, compared(world, matched(world, received(world), known=engaged.file)))
    before = everything(world)

    with pytest.raises(NotNow) as no:
        keeps(engaged.case, "yes")
    unchanged = everything(world) == before
    fresh = keeps(back.case, "yes")

    assert str(no.value) == "This case is closed. Its intake stays as it was; a new referral gets a new one."
    assert unchanged
    with world.acting("practitioner"):
        assert Intake.objects.get(pk=old.pk).pregnant == "no"
    assert (fresh.case_id, fresh.pregnant, fresh.mode) == (back.case_id, "yes", "")


@pytest.mark.rule("CM-20")
def test_one_press_begins_every_form_of_the_pack_there_is(world, engaged):
    client, path = world.client("practitioner"), f"/r/{engaged.file.reference}/pack/"
    before = text(client.get(path))

    client.post(path)
    client.post(path)

    page = text(client.get(path))
    with world.acting("practitioner"):
        begun = Response.objects.order_by("instrument").values_list("instrument", flat=True)
        assert list(begun) == ["dash", "soag"]
        assert (Intake.objects.count(), Plan.objects.count()) == (1, 1)
        assert [(one.mode, one.is_signed) for one in Agreement.objects.all()] == [(Mode.FACE_TO_FACE, False)]
    assert "Begin them all" in before and before.count("Not begun") == 5
    assert page.count("Begun") == 5 and "Not begun" not in page
    assert page.count("Not in Rowan yet") == 3


@pytest.mark.rule("CM-20")
def test_an_agreement_that_was_explained_before_stays_as_it_was_explained(world, engaged):
    with world.acting("practitioner"):
        by = world.user("practitioner")
        case = Case.objects.get(pk=engaged.case_id)
        agreements.begin(case=case, mode=Mode.TELEPHONE, by=by)
        open_pack(case=case, by=by)

        assert [one.mode for one in Agreement.objects.all()] == [Mode.TELEPHONE]
        assert Plan.objects.count() == 1


@pytest.mark.rule("MT-11")
def test_what_nobody_could_tell_comes_back_with_the_intake_pack(world):
    referral = compared(world, matched(world, received(world), cannot_tell="No birth date yet"))
    referral = given(world, referral)
    tried(world, referral, reached="yes")
    with world.acting("practitioner"):
        services.engage(referral=referral, by=world.user("practitioner"))
    client, match = world.client("practitioner"), f"/r/{referral.file.reference}/match/"

    before = client.get(f"/r/{referral.file.reference}/pack/").content.decode()
    matched(world, referral, persona="practitioner")

    assert match in before and "No birth date yet" in before
    assert match not in client.get(f"/r/{referral.file.reference}/pack/").content.decode()


@pytest.mark.rule("CM-20")
def test_the_pack_waits_until_the_person_works_with_us(world):
    referral = allocated(world)

    before = everything(world)

    answer = world.client("practitioner").post(f"/r/{referral.file.reference}/pack/")

    assert answer.status_code == 409
    assert "The intake pack is opened when the person works with us" in answer.content.decode()
    assert everything(world) == before


def test_each_role_sees_beside_referrals_how_many_wait_for_it(world, django_assert_num_queries):
    compared(world, matched(world, received(world)))
    matched(world, received(world))
    received(world)

    def waits(persona):
        with world.acting(persona):
            user = world.user(persona)
            with django_assert_num_queries(1):
                return waiting_for(user)

    assert waits("duty") == 1
    assert waits("senior") == 2
    assert waiting_for(world.user("officer")) == 0
    assert 'class="rw-count"' in world.client("duty").get("/r/").content.decode()


@pytest.mark.rule("CM-20")
def test_the_blank_pack_is_one_paper_about_nobody(world, engaged):
    page = world.client("practitioner").get(f"/r/{engaged.file.reference}/pack/").content.decode()
    assert 'href="/r/pack/"' in page

    answer = world.client("practitioner").get("/r/pack/")

    found = reading.everything(answer.content)
    assert "/H2" in reading.tags(answer.content)
    for asked in (
        "Can post safely go to the home address?", "Do you feel very afraid?", "Is sexual abuse happening now?",
        "Has this agreement been explained to you?", "What you think of it", "What we agreed",
    ):  # fmt: skip
        assert asked in reading.text(answer.content)
    for held in (engaged.file.reference, "Tressider", "Dawn", world.practitioner.name):
        assert held not in found
    assert world.client("duty").get("/r/pack/").status_code == 403
