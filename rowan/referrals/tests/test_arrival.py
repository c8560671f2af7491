"""A referral as it comes: several people, no name, twins, papers kept apart, facts completed later."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rowan.access.permissions import NotNow
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute_service
from rowan.documents.tests import reading
from rowan.files import attachments
from rowan.files.models import Attachment, Entry
from rowan.people.models import ContactPoint, Earlier, Part, Person, Relation
from rowan.referrals import services
from rowan.referrals.models import CameWith, ReceivedValue, Referral
from rowan.referrals.tests.making import everything, received
from rowan.referrals.tests.pages import NEW, text
from tests.support.world import envelope_in, post_form

FAMILY = {
    "channel": "phone",
    "pch_given": "Dean",
    "pch_family": "Weller",
    "pch_phone": "07700 900 500",
    "relation": "ex-partner",
    "pch2_given": "Carol",
    "pch2_family": "Weller",
    "pch2_relation": "family",
    "child1_name": "Ben Tressider",
    "child1_age": "7",
    "child2_name": "Nia Tressider",
    "child2_age": "3 12 2020",
    "child3_age": "5 months",
    "other1_name": "Ruth Marsh",
    "other1_relation": "parent",
}


def people_of(world) -> list[tuple[str, str]]:
    with world.acting("duty"):
        return [(person.part, str(person)) for person in Person.objects.in_order()]


def test_several_people_and_children_stand_on_one_referral(world):
    post_form(world.client("duty"), "/r/new/", NEW | FAMILY)

    assert people_of(world) == [
        (Part.SUBJECT, "Dawn Tressider"),
        (Part.PCH, "Dean Weller"),
        (Part.PCH, "Carol Weller"),
        (Part.CHILD, "Ben Tressider"),
        (Part.CHILD, "Nia Tressider"),
        (Part.CHILD, "Child"),
        (Part.OTHER, "Ruth Marsh"),
    ]
    with world.acting("duty"):
        ben = Person.objects.get(given="Ben")
        nia = Person.objects.get(given="Nia")
        assert (ben.age_estimate, str(nia.birth)) == (7, "3 December 2020")
        assert Person.objects.get(given="Carol").relation == Relation.FAMILY
        assert Referral.objects.get().channel == "phone"


@pytest.mark.rule("PL-195")
def test_a_referral_of_many_people_and_papers_costs_no_more_than_a_save_may(world, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    client = world.client("duty")

    def cost(sent: dict) -> int:
        envelope = envelope_in(client.get("/r/new/"))
        with CaptureQueriesContext(
            connection,
        ) as heard:
            assert client.post("/r/new/", NEW | sent | {"_form": envelope}).status_code == 302
        return len(
            [one for one in heard if "SAVEPOINT" not in one["sql"] and "rowan.context" not in one["sql"]]
        )

    papers = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.7 x") for n in range(4)]
    assert cost(FAMILY | {"message": "Dear colleagues", "papers": papers}) <= 30


def test_somebody_nobody_can_name_is_kept_by_a_description(world):
    client = world.client("duty")

    answer = post_form(
        client, "/r/new/", NEW | {"given": "", "family": "", "described_as": "Woman, about 30, Elm Street"}
    )

    assert answer.status_code == 302
    assert people_of(world) == [(Part.SUBJECT, "Woman, about 30, Elm Street")]
    assert "Woman, about 30, Elm Street" in text(client.get("/r/"))


def test_twins_stay_two_people(world):
    born = {"birth_day": "3", "birth_month": "12", "birth_year": "1990"}
    client = world.client("duty")

    for given in ("Dawn", "Eve"):
        post_form(client, "/r/new/", NEW | born | {"given": given})

    assert [name for _part, name in people_of(world)] == ["Dawn Tressider", "Eve Tressider"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"child1_age": "soon"}, "Enter an age such as 7, or a date of birth such as 3 12 2018"),
        ({"child1_age": "3 12 2990"}, "Enter a date of birth that is not in the future"),
        ({"pch_birth_year": "2990"}, "Enter a date for “Their date of birth” that is not in the future"),
        ({"age_estimate": "30", "birth_year": "1990"}, "Leave the age empty, or the date of birth"),
        ({"pch_phone": "his"}, "Enter a phone number such as"),
        ({"channel": "pigeon"}, "Select one of the answers shown"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_kept(world, wrong, sentence):
    before = everything(world)

    answer = post_form(world.client("duty"), "/r/new/", NEW | FAMILY | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert everything(world) == before


@pytest.mark.rule("PL-84")
def test_the_number_of_both_is_kept_and_said_at_once(world):
    client = world.client("duty")

    answer = post_form(client, "/r/new/", NEW | {"pch_given": "Dean", "pch_phone": "+44 7700 900142"})

    page = text(client.get(answer["Location"]))
    assert "is also the person causing harm’s. It is kept and marked shared: do not use it." in page
    with world.acting("duty"):
        assert ContactPoint.objects.count() == 2


def test_two_numbers_are_not_called_one(world):
    client = world.client("duty")

    answer = post_form(client, "/r/new/", NEW | {"pch_given": "Dean", "pch_phone": "07700 900 143"})

    assert "marked shared" not in text(client.get(answer["Location"]))


def test_words_of_danger_are_said_after_saving_and_999_is_on_every_page(world):
    client = world.client("duty")

    answer = post_form(client, "/r/new/", NEW | {"reason": "He put his hands round her throat."})

    reference = answer["Location"].split("/")[2]
    assert "Words that may mean danger to life: throat." in text(client.get(answer["Location"]))
    for path in ("/r/new/", f"/r/{reference}/match/", f"/r/{reference}/facts/"):
        assert "Ring 999 first." in text(client.get(path))


def test_a_message_and_what_was_attached_are_filed_apart(world, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    papers = [
        SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\nx"),
        SimpleUploadedFile("dash.pdf", b"%PDF-1.7"),
    ]

    client = world.client("duty")
    answer = post_form(
        client, "/r/new/", NEW | {"channel": "email", "message": "Please see attached", "papers": papers}
    )

    page = text(client.get(f"/r/{answer['Location'].split('/')[2]}/"))
    with world.acting("duty"):
        kept = [one.paper for one in CameWith.objects.select_related("paper").order_by("id")]
        message = attachments.path_of(kept[0]).read_text()
    assert [paper.label for paper in kept] == ["The message as it came", "photo.png", "dash.pdf"]
    assert message == "Please see attached"
    assert "The message as it came" in page and "By secure e-mail" in page


def test_one_paper_of_a_wrong_kind_stops_all_of_them(world, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    before = everything(world)
    papers = [SimpleUploadedFile("a.pdf", b"%PDF-1.7"), SimpleUploadedFile("b.exe", b"MZ")]

    answer = post_form(world.client("duty"), "/r/new/", NEW | {"papers": papers})

    assert answer.status_code == 422
    assert "b.exe: Choose a file of one of these kinds" in answer.content.decode()
    assert "Choose the files again: everything else is kept as you typed it." in text(answer)
    assert everything(world) == before


def test_the_facts_are_completed_later_and_papers_added(world, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    referral = received(world)
    paper = SimpleUploadedFile("later.pdf", b"%PDF-1.7")
    facts = {"referrer": "police", "contact_name": "PC Lena Farrow", "channel": "phone", "reason": "More.",
             "papers": [paper]}  # fmt: skip

    answer = post_form(world.client("duty"), f"/r/{referral.file.reference}/facts/", facts)

    assert answer.status_code == 302
    with world.acting("duty"):
        referral = Referral.objects.get()
        assert (referral.channel, referral.reason) == ("phone", "More.")
        assert CameWith.objects.get(referral=referral).paper == Attachment.objects.get()


def test_two_who_complete_the_same_referral_lose_nothing(world):
    referral = received(world)
    path = f"/r/{referral.file.reference}/facts/"
    facts = {"referrer": "police", "contact_name": "PC Lena Farrow", "agency_name": "Ashmere Police"}
    mina, priya = world.client("duty"), world.client("practitioner")
    hers, his = envelope_in(mina.get(path)), envelope_in(priya.get(path))
    said = "He waits outside her work."

    mina.post(path, facts | {"reason": said, "their_reference": "A1", "_form": hers})
    second = priya.post(path, facts | {"reason": said, "channel": "phone", "_form": his})
    third = priya.post(
        path, facts | {"reason": said, "their_reference": "B2", "channel": "phone", "_form": his}
    )

    assert (second.status_code, third.status_code) == (302, 302)
    with world.acting("duty"):
        kept = Referral.objects.get()
        assert (kept.their_reference, kept.channel) == ("A1", "phone")


RIGHT = {
    "received_at_day": "yesterday", "received_at_month": "", "received_at_year": "", "received_at_time": "08:15",
    "because": "The e-mail came yesterday.",
}  # fmt: skip


@pytest.mark.rule("CM-8", "K-1")
def test_when_it_arrived_is_corrected_with_a_reason_and_first_contact_counts_from_there(world):
    referral = received(world)
    was, path = referral.received_at, f"/r/{referral.file.reference}/arrived/"

    answer = post_form(world.client("duty"), path, RIGHT)

    assert answer.status_code == 302
    with world.acting("duty"):
        kept = Referral.objects.select_related("case").get()
        clock = Clock.objects.get(about=kept.pk, standard="K-1")
        told = Entry.objects.filter(kind="referral.arrival_corrected").get()
        before = Earlier.objects.get(about=kept.pk, field="received_at")
    assert timezone.localtime(kept.received_at).strftime("%H:%M") == "08:15"
    assert clock.started_at == kept.received_at == kept.case.opened_at
    assert clock.due_at - kept.received_at == timedelta(hours=kept.contact_hours)
    assert before.value == was.isoformat() and "The e-mail came yesterday." in told.words
    assert recompute_service(world.ashmere, put_right=False) == []


@pytest.mark.rule("CM-1")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"because": ""}, "Answer “Why is another time right?”"),
        ({"received_at_day": "1", "received_at_month": "1", "received_at_year": "2990"}, "has passed"),
    ],
)
def test_another_time_of_arrival_without_a_reason_or_to_come_changes_nothing(world, wrong, sentence):
    referral = received(world)

    answer = post_form(world.client("duty"), f"/r/{referral.file.reference}/arrived/", RIGHT | wrong)

    assert answer.status_code == 422 and sentence in answer.content.decode()
    with world.acting("duty"):
        assert Referral.objects.get().received_at == referral.received_at
    with pytest.raises(NotNow), world.acting("duty"):
        services.correct_arrival(
            referral=referral, received_at=referral.received_at, because="Same", by=world.user("duty")
        )


@pytest.mark.rule("CM-1")
def test_a_completed_referral_still_says_who_sent_it(world):
    referral = received(world)

    answer = post_form(
        world.client("duty"),
        f"/r/{referral.file.reference}/facts/",
        {"referrer": "police", "contact_name": ""},
    )

    assert answer.status_code == 422
    assert "Enter the name of the person who refers" in answer.content.decode()
    with world.acting("duty"):
        assert Referral.objects.get().contact_name == "PC Lena Farrow"


FORM = """Organisation: Ashmere Housing
Name of the person who refers: Jo Platt
First name: Dawn
Last name: Tressider
Date of birth: 3/12/1990
Telephone number: 07700 900 777
Safe to ring this number, yes or no: yes
Their first name: Dean
Is a life in danger now, yes or no: perhaps
What happened, and what the person wants: He broke the door.
She wants to stay with her sister.
"""


@pytest.fixture
def returned(world, settings, tmp_path) -> Referral:
    settings.ATTACHMENTS = tmp_path
    post_form(world.client("duty"), "/r/new/", NEW | {"channel": "form", "message": FORM, "phone": ""})
    with world.acting("duty"):
        return Referral.objects.select_related("file").get()


def decided(world, referral, do, field, persona="duty", seen=None):
    client = world.client(persona)
    path = f"/r/{referral.file.reference}/received/{referral.pk}/"
    if seen is None:
        page = client.get(path).content.decode()
        mark = f'name="seen_{field}" value="'
        seen = page.split(mark)[1].split('"')[0] if mark in page else ""
    return client.post(path, {"do": f"{do} {field}", f"seen_{field}": seen})


@pytest.mark.rule("CM-19")
def test_what_a_returned_form_says_enters_the_record_only_when_taken_over(world, returned):
    with world.acting("duty"):
        before = (Person.objects.count(), ContactPoint.objects.count(), Referral.objects.get().reason)
        assert ReceivedValue.objects.filter(decided="").count() == 10
        subject = Person.objects.get(part=Part.SUBJECT)
        assert subject.born is None
    assert before == (1, 0, "He waits outside her work.")

    for field in ("birth", "phone", "pch_given", "reason"):
        assert decided(world, returned, "take", field).status_code == 302
    decided(world, returned, "leave", "safe_call")

    with world.acting("duty"):
        subject = Person.objects.get(part=Part.SUBJECT)
        point = ContactPoint.objects.get()
        assert str(subject.birth) == "3 December 1990"
        assert (point.value, point.safe_call) == ("07700 900 777", "")
        assert Person.objects.get(part=Part.PCH).given == "Dean"
        assert Referral.objects.get().reason == "He broke the door.\nShe wants to stay with her sister."
        assert ReceivedValue.objects.filter(decided="").count() == 5


@pytest.mark.rule("CM-19")
def test_an_answer_is_not_taken_over_unseen_twice_or_when_it_cannot_be_read(world, returned):
    unseen = decided(world, returned, "take", "birth", seen="")
    unread = decided(world, returned, "take", "life_in_danger")
    by_hand = decided(world, returned, "take", "safe_call")
    decided(world, returned, "leave", "given")
    twice = decided(world, returned, "take", "given", persona="practitioner")

    assert [answer.status_code for answer in (unseen, unread, by_hand, twice)] == [409] * 4
    assert "Our record has changed since you opened this page." in unseen.content.decode()
    assert "Mina Osei decided this already." in twice.content.decode()
    with world.acting("duty"):
        assert Person.objects.get().born is None
        assert Referral.objects.get().life_in_danger == ""


@pytest.mark.rule("PL-75")
def test_the_review_shows_no_number(world, returned):
    page = world.client("duty").get(f"/r/{returned.file.reference}/received/{returned.pk}/").content.decode()

    assert "07700" not in page
    assert "He broke the door." in page


def test_a_message_that_is_no_form_waits_for_nobody(world, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path

    post_form(world.client("duty"), "/r/new/", NEW | {"message": "Dear all: she rang.\nFirst name: Dawn"})

    with world.acting("duty"):
        assert not ReceivedValue.objects.exists()


@pytest.mark.rule("CM-19")
def test_the_blank_form_is_a_tagged_paper_about_nobody(world):
    received(world)

    answer = world.client("duty").get("/r/form/")

    asked = reading.text(answer.content)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "/H2" in reading.tags(answer.content)
    for question in ("Safe to ring this number, yes or no", "Their first name", "Names and ages of children"):
        assert question in asked
    for held in ("Tressider", "Dawn", "900 142", "Farrow", world.duty.name):
        assert held not in reading.everything(answer.content)


def test_a_service_that_cannot_be_reached_gives_no_blank_form(world):
    world.ashmere.contact = ""
    world.ashmere.save(update_fields=["contact"])

    answer = world.client("duty").get("/r/form/")

    assert answer.status_code == 409
    assert "Fill in first: how the service is reached." in answer.content.decode()
