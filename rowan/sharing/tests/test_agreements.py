from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import Case, State
from rowan.cases.services import move
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute
from rowan.common.dates import today
from rowan.files.keeping import Changed
from rowan.files.models import Entry
from rowan.people.models import Person
from rowan.sharing.agreements import services, standing, wording
from rowan.sharing.models import Agreement, Mode, ResearchConsent
from rowan.sharing.tests.agreeing import begun, edit, open_case, signed, whole

pytestmark = pytest.mark.django_db
FULL = ("face-to-face", "telephone")


@pytest.fixture
def here(world):
    with world.acting("practitioner"):
        here = open_case(world)
        here.by = world.user("practitioner")
        yield here


def refused(agreement, by) -> str:
    with pytest.raises(NotNow) as no, transaction.atomic():
        services.sign(agreement=agreement, by=by)
    agreement.refresh_from_db()
    assert not agreement.is_signed
    assert not Entry.objects.filter(kind="agreement.signed").exists()
    return str(no.value)


@pytest.mark.rule("CM-68")
def test_until_it_is_explained_it_is_outstanding_and_the_case_is_not_explained(here):
    assert standing.explained(here.case) is False
    assert [one.words for one in standing.outstanding(here.case, today())] == ["Explain the agreement"]

    signed(here.case, "face-to-face", here.by)

    assert standing.explained(here.case) is True
    assert standing.outstanding(here.case, today()) == []


@pytest.mark.rule("CM-69")
@pytest.mark.parametrize("mode", FULL)
@pytest.mark.parametrize(("name", "number"), [("s1", 1), ("s2", 2), ("s3", 3), ("s4", 4)])
def test_each_statement_needs_an_answer_and_the_one_without_is_named(here, mode, name, number):
    agreement = begun(here.case, mode, here.by, **{name: ""})

    assert refused(agreement, here.by) == f"Statement {number}: select yes or no"


@pytest.mark.rule("CM-69")
def test_nothing_is_answered_beforehand(here):
    agreement = services.begin(case=here.case, mode="face-to-face", by=here.by)

    assert [agreement.s1, agreement.s2, agreement.s3, agreement.s4] == [""] * 4
    assert ResearchConsent.objects.count() == 0


@pytest.mark.rule("CM-70")
@pytest.mark.parametrize("name", ["s1", "s3", "s4"])
def test_a_no_is_an_answer_and_reminds_to_explain_again(here, name):
    agreement = signed(here.case, "face-to-face", here.by, **{name: "no"})

    assert agreement.is_signed
    assert standing.explained(here.case)
    assert [one.words for one in standing.outstanding(here.case, today())] == ["Explain the agreement again"]


@pytest.mark.rule("CM-70", "CM-75")
def test_a_no_to_research_reminds_of_nothing(here):
    signed(here.case, "face-to-face", here.by, s2="no")

    assert standing.outstanding(here.case, today()) == []


@pytest.mark.rule("CM-76")
def test_by_telephone_the_worker_signs_and_the_meeting_is_outstanding(here):
    agreement = signed(here.case, "telephone", here.by)

    assert (agreement.tel_worker_signature, agreement.tel_date) == (here.by.name, today())
    assert (agreement.worker_signature, agreement.client_signature) == ("", "")
    assert "The agreement is still to be signed face to face" in standing.reminder(here.case, today())
    [left] = standing.outstanding(here.case, today())
    assert left.words == "Agreement to be signed face to face"

    signed(here.case, "face-to-face", here.by)

    assert standing.reminder(here.case, today()) == ""


@pytest.mark.rule("CM-76")
def test_a_telephone_call_needs_its_day(here):
    assert (
        refused(begun(here.case, "telephone", here.by, tel_date=None), here.by) == "Enter the day of the call"
    )


@pytest.mark.rule("CM-77")
@pytest.mark.parametrize("mode", ["telephone", "emergency"])
@pytest.mark.parametrize(
    "of_client",
    [
        {"client_signature": "Leila"},
        {"client_drawing": "[]"},
        {"client_date": today()},
        {"client_print": "L"},
    ],
)
def test_a_client_signs_face_to_face_only(here, mode, of_client):
    agreement = begun(here.case, mode, here.by)

    with pytest.raises(NotNow, match="The client signs face to face only"), transaction.atomic():
        services.fill(agreement=agreement, edit=edit(agreement, **of_client), by=here.by)

    agreement.refresh_from_db()
    assert [getattr(agreement, name) for name in of_client] in ([""], [None])


@pytest.mark.rule("CM-77")
def test_what_a_client_signed_does_not_become_a_call(here):
    agreement = begun(here.case, "face-to-face", here.by)

    with pytest.raises(NotNow, match="The client signs face to face only"), transaction.atomic():
        services.change_mode(agreement=agreement, mode="telephone", by=here.by)

    agreement.refresh_from_db()
    assert agreement.mode == Mode.FACE_TO_FACE


@pytest.mark.rule("CM-77")
@pytest.mark.parametrize("mode", ["telephone", "emergency"])
def test_the_database_takes_no_client_signature_for_a_call(here, mode):
    agreement = services.begin(case=here.case, mode=mode, by=here.by)

    with pytest.raises(IntegrityError, match="client_signs_face_to_face"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(client_signature="Leila")


@pytest.mark.rule("CM-78")
def test_the_short_version_is_followed_by_all_of_it(here):
    agreement = signed(here.case, "emergency", here.by)

    assert not standing.explanations(here.case).exists()
    assert agreement.short_given_at is not None
    assert agreement.read_how == "short"
    assert standing.explained(here.case) is False
    [left] = standing.outstanding(here.case, today())
    assert (left.words, "Explain all of it" in left.more) == ("Agreement to be signed face to face", True)

    signed(here.case, "telephone", here.by)
    assert standing.explained(here.case) is True
    assert "by telephone" in standing.outstanding(here.case, today())[0].more


def test_in_an_emergency_nothing_waits_for_the_statements(here):
    agreement = signed(here.case, "emergency", here.by)

    assert (agreement.s1, agreement.s2, agreement.s3, agreement.s4) == ("", "", "", "")


@pytest.mark.rule("CM-79")
@pytest.mark.parametrize("mode", FULL)
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"read_how": ""}, "Say who read it"),
        (
            {"read_how": "short"},
            "The client reads all of it, or hears all of it read aloud, before it is signed",
        ),
        ({"understood": ""}, "Say whether you checked that it was understood"),
        ({"questions": ""}, "Say whether you asked for questions"),
    ],
)
def test_it_is_read_and_understanding_is_checked(here, mode, changed, sentence):
    assert refused(begun(here.case, mode, here.by, **changed), here.by) == sentence


@pytest.mark.rule("CM-79")
def test_it_can_be_read_by_the_client(here):
    assert signed(here.case, "face-to-face", here.by, read_how="client").read_how == "client"


@pytest.mark.parametrize("mode", FULL)
def test_the_right_to_see_the_file_is_told(here, mode):
    sentence = "Say whether you told the client of the right to see their file"

    assert refused(begun(here.case, mode, here.by, access_told=""), here.by) == sentence


@pytest.mark.rule("CM-80")
@pytest.mark.parametrize("mode", list(Mode))
def test_the_talk_is_written_down(here, mode):
    agreement = begun(here.case, mode, here.by, note="  ")
    sentence = "Write what was talked about and what came of it: it goes into the notes"
    assert refused(agreement, here.by) == sentence

    services.fill(agreement=agreement, edit=edit(agreement, note="She understood it."), by=here.by)
    agreement = services.sign(agreement=agreement, by=here.by)

    line = Entry.objects.get(kind="agreement.signed")
    assert line.words.endswith("She understood it.")
    assert (line.about, agreement.note) == (agreement.pk, "She understood it.")


def test_where_an_interpreter_is_needed_the_language_is_said(here):
    Person.objects.filter(pk=here.client.pk).update(interpreter="yes", interpreter_language="Farsi")
    agreement = begun(here.case, "face-to-face", here.by)
    assert refused(agreement, here.by) == "Say which language or interpreter was used"

    services.fill(agreement=agreement, edit=edit(agreement, language="Farsi, by telephone"), by=here.by)

    assert services.sign(agreement=agreement, by=here.by).is_signed


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"client_signed": ""}, "Choose how the client signs"),
        ({"client_signed": "thumb"}, "Choose how the client signs"),
        ({"client_signature": " "}, "Ask the client to type their name, or choose another way to sign"),
        ({"client_signed": "drawn"}, "Ask the client to draw their signature, or choose typed name"),
        ({"client_signed": "paper"}, "Add a scan or photograph of the signed paper"),
        ({"client_print": ""}, "Enter the client’s name in print"),
        ({"client_date": None}, "Enter the day on which the client signed"),
        ({"client_date": today() + timedelta(days=1)}, "Enter a day that is not in the future"),
    ],
)
def test_a_signature_face_to_face_is_whole(here, changed, sentence):
    assert refused(begun(here.case, "face-to-face", here.by, **changed), here.by) == sentence


def test_a_signature_can_be_drawn(here):
    lines = "[[[10,20],[40,60],[70,20]],[[90,20],[120,60]]]"

    agreement = signed(
        here.case, "face-to-face", here.by, client_signed="drawn", client_signature="", client_drawing=lines
    )

    assert agreement.client_drawing == lines


@pytest.mark.parametrize("drawing", ["x", "[[1,2]]", '[["a","b"]]', "[[[1,9999]]]", "{}", "[[[1e999,2]]]"])
def test_what_is_no_drawing_is_not_kept(here, drawing):
    agreement = services.begin(case=here.case, mode="face-to-face", by=here.by)

    with pytest.raises(NotNow, match="Draw the signature again"), transaction.atomic():
        services.fill(agreement=agreement, edit=edit(agreement, client_drawing=drawing), by=here.by)


def test_signed_in_two_tabs_the_second_is_refused(here):
    agreement = begun(here.case, "face-to-face", here.by)
    other_tab = Agreement.objects.get(pk=agreement.pk)
    services.sign(agreement=agreement, by=here.by)

    with pytest.raises(NotNow, match="It cannot be changed"), transaction.atomic():
        services.sign(agreement=other_tab, by=here.by)

    assert Agreement.objects.count() == 1
    assert Entry.objects.filter(kind="agreement.signed").count() == 1


def test_what_is_signed_never_changes(here):
    agreement = signed(here.case, "face-to-face", here.by)

    with pytest.raises(NotNow, match="It cannot be changed"), transaction.atomic():
        services.fill(agreement=agreement, edit=edit(agreement, s3="no"), by=here.by)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(s3="no")

    agreement.refresh_from_db()
    assert agreement.s3 == "yes"
    assert agreement.is_as_signed


def test_a_new_explaining_is_a_new_version(here):
    first = signed(here.case, "telephone", here.by)

    second = signed(here.case, "face-to-face", here.by, s3="no")

    assert (first.number, second.number) == (1, 2)
    assert [one.s3 for one in Agreement.objects.order_by("-number")] == ["no", "yes"]


def test_two_people_who_change_the_same_are_asked(here, world):
    agreement = services.begin(case=here.case, mode="telephone", by=here.by)
    mine = edit(agreement, s3="no")
    services.fill(agreement=agreement, edit=edit(agreement, s3="yes"), by=here.by)

    with pytest.raises(Changed), transaction.atomic():
        services.fill(agreement=agreement, edit=mine, by=here.by)


def test_one_is_begun_at_a_time(here):
    first = services.begin(case=here.case, mode="telephone", by=here.by)

    assert services.begin(case=here.case, mode="telephone", by=here.by) == first
    with pytest.raises(NotNow, match="has begun an agreement: by telephone"), transaction.atomic():
        services.begin(case=here.case, mode="face-to-face", by=here.by)


@pytest.mark.parametrize("mode", ["", "post", "FACE-TO-FACE"])
def test_an_unknown_way_is_refused(here, mode):
    with pytest.raises(NotNow, match="Select one of the answers shown"), transaction.atomic():
        services.begin(case=here.case, mode=mode, by=here.by)
    assert not Agreement.objects.exists()


def test_how_it_is_explained_can_change_before_it_is_signed(here):
    agreement = begun(here.case, "telephone", here.by)

    services.change_mode(agreement=agreement, mode="emergency", by=here.by)

    agreement.refresh_from_db()
    assert (agreement.mode, agreement.tel_date) == (Mode.EMERGENCY, None)


@pytest.mark.parametrize("state", [State.CLOSED_DECLINED, State.CLOSED])
def test_in_a_closed_case_nothing_is_agreed(here, state):
    Case.objects.filter(pk=here.case.pk).update(state=state)

    with pytest.raises(NotNow, match="This case is closed"), transaction.atomic():
        services.begin(case=here.case, mode="telephone", by=here.by)


def test_the_duty_desk_explains_nothing(here, world):
    with pytest.raises(Denied, match="Your role does not include this"), transaction.atomic():
        services.begin(case=here.case, mode="telephone", by=world.user("duty"))


# The words


@pytest.mark.parametrize("mode", list(Mode))
def test_the_words_that_were_read_stay_with_the_record(here, mode):
    ours = signed(here.case, mode, here.by)
    services.write_wording(
        texts={"agreement.text.use": "Ours to keep you safe.", "agreement.text.short-5": "Ask to see it."},
        by=here.by,
    )

    theirs = signed(here.case, mode, here.by)

    assert (ours.wording, theirs.wording) == (0, 1)
    changed = {id_ for id_ in theirs.said if theirs.said[id_] != ours.said[id_]}
    assert changed == {"agreement.text.short-5" if mode == Mode.EMERGENCY else "agreement.text.use"}


def test_words_that_change_while_it_is_read_do_not_change_what_was_read(here):
    agreement = begun(here.case, "telephone", here.by)
    services.write_wording(texts={"agreement.text.use": "Something else."}, by=here.by)

    agreement = services.sign(agreement=agreement, by=here.by)

    assert agreement.said["agreement.text.use"].startswith("What you tell us is used for your safety")


def test_the_name_of_the_service_stands_in_its_words(here):
    agreement = signed(here.case, "telephone", here.by)

    assert "Ashmere Advocacy" in agreement.said["agreement.text.confidential"]
    assert not any("[service]" in words for words in agreement.said.values())


def test_each_edition_stays(here):
    services.write_wording(texts={"agreement.text.use": "First."}, by=here.by)
    services.write_wording(texts={"agreement.text.use": "Second."}, by=here.by)
    service = here.by.acting_service

    assert wording.latest(service).texts["agreement.text.use"] == "Second."
    assert wording.edition_of(service, 1).texts["agreement.text.use"] == "First."
    assert wording.edition_of(service, 0).texts == wording.filled(service, None).texts


def test_another_service_has_its_own_words(here, world):
    services.write_wording(texts={"agreement.text.use": "Of Ashmere."}, by=here.by)

    with world.acting("other_practitioner"):
        other = world.user("other_practitioner")
        assert wording.latest(other.acting_service).edition == 0


# Time


@pytest.mark.rule("K-5")
def test_from_a_call_until_somebody_signs_a_limit_runs(here):
    signed(here.case, "emergency", here.by)
    clock = Clock.objects.get(standard="K-5")
    assert (clock.is_running, clock.due_at, clock.owner) == (True, None, here.case.lead)

    signed(here.case, "telephone", here.by)
    clock.refresh_from_db()
    assert clock.is_running

    last = signed(here.case, "face-to-face", here.by)
    clock.refresh_from_db()
    assert clock.met_at == last.signed_at
    assert recompute(put_right=False) == []


@pytest.mark.rule("K-5")
def test_a_service_may_set_a_last_day(here):
    here.by.acting_service.agreement_backstop_days = 14
    here.by.acting_service.save(update_fields=["agreement_backstop_days"])

    signed(here.case, "telephone", here.by)

    clock = Clock.objects.get(standard="K-5")
    assert (clock.due_at.date() - today()).days in (14, 15)
    assert recompute(put_right=False) == []


def test_signed_face_to_face_at_once_nothing_is_outstanding(here):
    signed(here.case, "face-to-face", here.by)

    assert not Clock.objects.filter(standard="K-5").exists()


@pytest.mark.rule("K-6", "CM-68")
def test_after_a_year_or_the_services_own_months_it_is_explained_again(here):
    signed(here.case, "face-to-face", here.by)
    clock = Clock.objects.get(standard="K-6")
    assert 364 <= (clock.due_at.date() - today()).days <= 367

    signed(here.case, "face-to-face", here.by)

    clock.refresh_from_db()
    assert clock.met_at is not None
    assert Clock.objects.filter(standard="K-6").running().count() == 1
    assert recompute(put_right=False) == []


def test_with_the_case_its_limits_end(here, world):
    signed(here.case, "telephone", here.by)

    move(case=here.case, to=State.CLOSED_REFERRED_ON, by=here.by)

    assert Clock.objects.get(standard="K-5").stopped_at is not None
    assert recompute(put_right=False) == []


# The database itself


@pytest.mark.parametrize(
    ("mode", "changed", "named"),
    [
        ("face-to-face", {"s3": ""}, "answered_in_full"),
        ("telephone", {"tel_worker_signature": ""}, "signed_in_its_way"),
        ("face-to-face", {"client_print": ""}, "signed_in_its_way"),
        ("emergency", {"note": ""}, "closed_in_full"),
    ],
)
def test_the_database_keeps_no_half_signed_agreement(here, mode, changed, named):
    agreement = begun(here.case, mode, here.by)
    row = {
        **whole(mode),
        "signed_at": agreement.created_at,
        "signed_by_id": here.by.pk,
        "sha256": "x",
        "read_how": "aloud",
        "worker_signature": "P" if mode == "face-to-face" else "",
        "tel_worker_signature": "P" if mode == "telephone" else "",
    } | changed
    row.pop("s2", None)

    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        Agreement.objects.filter(pk=agreement.pk).update(**row)
