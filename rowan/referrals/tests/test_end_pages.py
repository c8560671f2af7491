"""The pages of an ending, as a browser has them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from rowan.cases.models import State
from rowan.referrals import services
from rowan.referrals.endings import day
from rowan.referrals.models import Closing, Outcome
from rowan.referrals.tests.ending import (
    checked,
    confirmed,
    does,
    not_reached,
    now_of,
    point_used,
    policy,
    proposed,
    reached,
    state_of,
)
from rowan.referrals.tests.making import allocated, received
from rowan.referrals.tests.pages import text
from rowan.sharing.models import Disclosure
from tests.support.pages import kept_form_in
from tests.support.world import post_form


def page(name, referral, *more) -> str:
    return reverse(f"referral-{name}", args=[referral.file.reference, *more])


def test_a_decline_in_the_browser_is_one_page(world):
    referral = reached(world)
    priya = world.client("practitioner")
    shown = text(priya.get(page("end-as", referral, "declined")))

    answer = post_form(
        priya,
        page("end-as", referral, "declined"),
        {"note": "Staying with her sister", "how": "phone", "whom": "PC Lena Farrow"},
    )

    assert "We were in touch. Our service is not wanted at present" in shown
    assert answer.status_code == 302, text(answer)
    assert state_of(world, referral) == State.CLOSED_DECLINED
    after = text(priya.get(answer["Location"]))
    assert "PC Lena Farrow was told the outcome" in after
    assert "Staying with her sister" in after


def test_telling_later_leaves_it_open_and_on_the_day(world):
    referral = reached(world)
    priya = world.client("practitioner")

    post_form(priya, page("end-as", referral, "advice"), {"note": "A lock", "how": "later", "whom": ""})
    with world.acting("practitioner"):
        waits = list(day.referrers_to_tell(world.user("practitioner")))
    open_still = state_of(world, referral)
    answer = post_form(priya, page("tell", referral), {"how": "letter", "whom": "Ashmere Police"})

    assert [one.pk for one in waits] == [referral.pk]
    assert open_still == State.CONTACTING
    assert answer.status_code == 302, text(answer)
    assert state_of(world, referral) == State.CLOSED_ADVICE
    with world.acting("practitioner"):
        assert list(day.referrers_to_tell(world.user("practitioner"))) == []


def test_each_way_says_what_it_still_waits_for(world):
    policy(world)
    referral = not_reached(world)

    shown = text(world.client("practitioner").get(page("end", referral)))

    assert "Not yet Check the details with whoever referred the person first." in shown
    assert "Not yet No try has reached the person yet." in shown
    assert "Another service is the right one." in shown


def test_the_duty_desk_sees_only_its_own_mistake(world):
    referral = received(world)

    shown = text(world.client("duty").get(page("end", referral)))

    assert "Entered by mistake" in shown
    assert "Does not want this now" not in shown
    assert world.client("duty").get(page("end-as", referral, "declined")).status_code == 403


@pytest.mark.parametrize("outcome", ["engaged", "nonsense"])
def test_another_word_in_the_address_is_no_page(world, outcome):
    referral = received(world)

    assert world.client("practitioner").get(page("end-as", referral, outcome)).status_code == 404


@pytest.mark.rule("CM-17")
def test_where_they_are_sent_is_asked_on_the_page(world):
    referral = allocated(world)
    priya = world.client("practitioner")
    typed = {"note": "A dispute over a fence", "how": "phone", "whom": "PC Lena Farrow"}

    refused = post_form(priya, page("end-as", referral, "wrong"), typed)
    untouched = now_of(world, referral).outcome
    answer = post_form(
        priya, page("end-as", referral, "wrong"), typed | {"place_1": "Law Centre", "agreed_1": "yes"}
    )

    assert refused.status_code == 422
    assert "Say which service the person was sent on to, or below why none fits" in text(refused)
    assert untouched == ""
    assert answer.status_code == 302, text(answer)
    assert "Sent on to Law Centre" in text(priya.get(f"/r/{referral.file.reference}/"))


@pytest.mark.rule("CM-12")
def test_details_are_asked_and_checked_on_one_page(world):
    policy(world)
    referral = not_reached(world)
    priya = world.client("practitioner")

    post_form(priya, page("details", referral), {"what": "asked", "whom": "The control room"})
    asked = now_of(world, referral)
    answer = post_form(
        priya,
        page("details", referral),
        {
            "what": "checked",
            "whom": "PC Lena Farrow",
            "at_day": "today",
            "at_month": "",
            "at_year": "",
            "at_time": timezone.localtime().strftime("%H:%M"),
            "changes": "The number ends in 43",
        },
    )

    assert asked.asked_whom == "The control room"
    assert answer.status_code == 302, text(answer)
    assert now_of(world, referral).verified_changes == "The number ends in 43"
    assert "Details checked with PC Lena Farrow" in text(priya.get(f"/r/{referral.file.reference}/"))


@pytest.mark.rule("CM-12")
def test_the_referrer_can_be_asked_before_the_first_try(world):
    policy(world)
    referral = allocated(world)
    priya = world.client("practitioner")
    link = f'href="{page("details", referral)}"'

    before = priya.get(f"/r/{referral.file.reference}/").text
    post_form(priya, page("details", referral), {"what": "asked", "whom": "The control room"})
    asked = text(priya.get(f"/r/{referral.file.reference}/"))
    point_used(world, referral, reached="yes", outcome="She answered.")
    over = priya.get(f"/r/{referral.file.reference}/").text

    assert before.count(link) == 1
    assert "The control room was asked about the details" in asked
    assert "counts as checked" not in asked
    assert link not in over


@pytest.mark.rule("CM-14")
def test_a_manager_ticks_and_presses_once(world):
    policy(world)
    first, second = (
        proposed(
            world, checked(world, not_reached(world, given=name)), tell_how="secure", tell_whom="PC Farrow"
        )
        for name in ("Ada", "Bea")
    )
    helen = world.client("manager")
    with world.acting("manager"):
        assert len(day.closings_to_confirm(world.user("manager"))) == 2

    shown = text(helen.get("/r/closings/"))
    answer = helen.post("/r/closings/", {"closing": [str(first.pk)]})
    again = helen.post("/r/closings/", {"closing": [str(first.pk)]})

    assert "Ada" in shown and "2 tries" in shown
    assert (answer.status_code, again.status_code) == (302, 302)
    said = text(helen.get("/r/closings/"))
    assert "1 referral was closed." in said
    assert "0 referrals were closed." in said
    assert "1 of those ticked no longer waited: somebody had decided about it." in said
    assert state_of(world, first.referral) == State.CLOSED_NO_CONTACT
    assert state_of(world, second.referral) != State.CLOSED_NO_CONTACT
    with world.acting("manager"):
        assert Disclosure.objects.count() == 1


def test_what_cannot_be_closed_says_why_and_the_others_are_closed(world):
    policy(world)
    good, bad = (proposed(world, checked(world, not_reached(world, given=name))) for name in ("Ada", "Bea"))
    policy(world, tries=9)
    with world.acting("manager"):
        Closing.objects.filter(pk=good.pk).update(because="Gone abroad")

    answer = world.client("manager").post("/r/closings/", {"closing": [str(good.pk), str(bad.pk)]})

    assert answer.status_code == 409
    assert "Left open 2 of 9 tries were made." in text(answer)
    assert "1 referral was closed." in text(answer)
    assert now_of(world, good.referral).outcome == Outcome.NO_CONTACT
    assert now_of(world, bad.referral).outcome == ""


def test_a_manager_sends_one_back_on_its_own_page(world):
    policy(world)
    closing = proposed(world)

    answer = post_form(
        world.client("manager"), f"/r/closings/{closing.pk}/back/", {"because": "Try the evening"}
    )

    assert answer.status_code == 302, text(answer)
    shown = text(world.client("practitioner").get(f"/r/{closing.file.reference}/"))
    assert "Not closed" in shown and "Try the evening" in shown


def test_only_managers_see_the_list(world):
    for persona, status in (("manager", 200), ("senior", 403), ("practitioner", 403), ("duty", 403)):
        assert world.client(persona).get("/r/closings/").status_code == status


def test_family_is_told_only_with_the_persons_word(world):
    referral = reached(world, referrer="family", agency_name="", contact_name="Ann Tressider")
    priya = world.client("practitioner")
    post_form(priya, page("end-as", referral, "declined"), {"note": "Not now"})

    answer = post_form(
        priya, page("tell", referral), {"their_word": "no", "untold_because": "She wants nobody to know"}
    )

    assert answer.status_code == 302, text(answer)
    assert state_of(world, referral) == State.CLOSED_DECLINED
    assert now_of(world, referral).untold_because == "She wants nobody to know"
    with world.acting("practitioner"):
        assert not Disclosure.objects.exists()


def test_family_with_her_word_is_told_the_same_sentence(world):
    referral = reached(world, referrer="family", agency_name="", contact_name="Ann Moss")
    priya = world.client("practitioner")
    post_form(priya, page("end-as", referral, "declined"), {"note": "Not now"})

    answer = post_form(
        priya, page("tell", referral), {"their_word": "yes", "how": "phone", "whom": "Ann Moss"}
    )

    assert answer.status_code == 302, text(answer)
    with world.acting("practitioner"):
        assert "own word" in Disclosure.objects.get().purpose


def test_an_ending_is_taken_back_with_one_press(world):
    referral = allocated(world)
    priya = world.client("practitioner")
    post_form(
        priya,
        page("end-as", referral, "wrong"),
        {"note": "x", "nowhere_because": "None near", "how": "later", "whom": ""},
    )

    shown = text(priya.get(f"/r/{referral.file.reference}/"))
    answer = priya.post(page("end-back", referral))

    assert "It did not end after all" in shown
    assert answer.status_code == 302
    assert now_of(world, referral).outcome == ""


def test_having_parted_is_asked_when_the_work_begins(world):
    referral = reached(world)

    world.client("practitioner").post(page("engage", referral), {"separated": "yes"})

    assert now_of(world, referral).separated == "yes"


def test_a_paper_for_the_referrer_opens_for_the_duty_desk_and_no_other_paper_does(world):
    referral = reached(world)
    does(world, "practitioner", "end", referral, outcome=Outcome.DECLINED, note="x")
    told = does(world, "duty", "tell_referrer", referral, how="letter", whom="PC Lena Farrow")

    answer = world.client("duty").get(reverse("outcome-out", args=[referral.file.reference, told.pk]))

    assert answer.status_code == 200
    assert f"{referral.file.reference}-police-" in answer["Content-Disposition"]
    assert (
        world.client("duty").get(reverse("paper-out", args=[referral.file.reference, told.pk])).status_code
        == 403
    )


def test_the_number_of_tries_reached_stands_on_the_workers_and_the_seniors_day(world):
    policy(world, tries=2)
    referral, other = not_reached(world), not_reached(world, times=1, given="Bea")

    found = {}
    for persona in ("practitioner", "practitioner2", "senior", "manager"):
        with world.acting(persona):
            found[persona] = [one.pk for one in day.tries_reached(world.user(persona))]
    closing = proposed(world, checked(world, referral))
    with world.acting("practitioner"):
        after = list(day.tries_reached(world.user("practitioner")))

    assert found == {
        "practitioner": [referral.pk],
        "practitioner2": [],
        "senior": [referral.pk],
        "manager": [referral.pk],
    }
    assert after == [] and closing.referral_id != other.pk


def test_without_a_number_nothing_is_reached(world):
    not_reached(world)
    policy(world, tries=None)

    with world.acting("practitioner"):
        assert not day.tries_reached(world.user("practitioner")).exists()


def test_nobody_but_a_manager_is_asked_to_agree(world):
    policy(world)
    closing = proposed(world)
    confirmed(world, closing)

    with world.acting("practitioner"):
        assert not day.closings_to_confirm(world.user("practitioner")).exists()


NEWS = {"reason": "He strangled her last night.", "stated_risk": "high", "life_in_danger": "yes"}


def news_of(world, referral):
    """Another referral of the same person, filed with her file."""
    again = received(world, referrer="health", agency_name="Ashmere Hospital", contact_name="Dr Moss", **NEWS)
    with world.acting("duty"):
        return services.record_match(referral=again, known=referral.file, by=world.user("duty"))


def test_a_referral_that_came_since_the_page_was_opened_is_not_ended_unlooked_at(world):
    referral = reached(world)
    priya, path = world.client("practitioner"), page("end-as", referral, "declined")
    opened = kept_form_in(priya.get(path))
    again = news_of(world, referral)

    answer = priya.post(path, {**opened.values, "note": "Not now", "how": "later"})
    refused = [now_of(world, one).outcome for one in (referral, again)]
    looked = kept_form_in(priya.get(path))
    after = priya.post(path, {**looked.values, "how": "later"})

    assert answer.status_code == 409
    assert "Another referral of this person has come since you opened this page." in text(answer)
    assert refused == ["", ""]
    assert looked.values["note"] == ["Not now"]
    assert after.status_code == 302, text(after)
    assert [now_of(world, one).outcome for one in (referral, again)] == ["declined", "declined"]


def test_news_of_the_person_takes_a_proposal_to_close_away(world):
    policy(world)
    closing = proposed(world, checked(world, not_reached(world)))
    helen = world.client("manager")
    helen.get(reverse("referral-closings"))
    again = news_of(world, now_of(world, closing.referral))

    answer = helen.post(reverse("referral-closings"), {"closing": [str(closing.pk)]}, follow=True)

    with world.acting("manager"):
        decided = Closing.objects.get(pk=closing.pk)
    assert "somebody had decided about it" in text(answer)
    assert (decided.agreed, decided.because) == ("no", "Another referral of this person has come since.")
    assert now_of(world, again).outcome == ""


def test_a_worker_who_opened_the_page_before_the_news_asks_no_manager_to_close_it(world):
    policy(world)
    referral = checked(world, not_reached(world))
    priya, path = world.client("practitioner"), page("end-as", referral, "no-contact")
    opened = kept_form_in(priya.get(path))
    news_of(world, referral)

    answer = priya.post(path, {**opened.values, "note": "Nobody answered", "tell_how": "phone"})

    assert answer.status_code == 409
    with world.acting("manager"):
        assert not Closing.objects.exists()
