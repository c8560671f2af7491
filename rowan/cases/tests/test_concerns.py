import pytest
from django.db import IntegrityError, transaction

from rowan.access.permissions import Denied, NotNow
from rowan.cases import concerns
from rowan.cases.models import Concern, State
from rowan.cases.tests.test_pages import make, text
from rowan.files.models import Entry
from rowan.people.matching import standing_of
from rowan.people.models import Earlier
from rowan.people.tests.test_services import stopped
from tests.support.world import audited, post_form

TWOS = "Visit in twos: he keeps a dog"


def kept(world, case, persona="practitioner", **said) -> Concern:
    with world.acting(persona):
        said = {kind.replace("_", "-"): words for kind, words in said.items()}
        return concerns.keep(file=case.file, said=said, by=world.user(persona))[-1]


def page(world, case, more="concerns/", persona="practitioner"):
    return world.client(persona).get(f"/c/{case.file.reference}/{more}")


@pytest.mark.rule("CM-26")
@pytest.mark.parametrize("state", [State.RECEIVED, State.ENGAGED, State.ACTIVE])
def test_a_concern_stands_on_every_page_from_the_moment_it_is_kept(world, state):
    case = make(world, state=state)
    assert TWOS not in text(page(world, case, ""))

    answer = post_form(
        world.client("duty"),
        f"/c/{case.file.reference}/concerns/",
        {"kind": "staff-safety", "detail": TWOS},
    )

    assert answer.status_code == 302
    for more in ("", "people/", "contact/", "timeline/", "concerns/", "plan/", "risk/"):
        shown = text(page(world, case, more))
        assert "Staff safety" in shown and TWOS in shown, more
    assert [event["verb"] for event in audited("concern.kept")] == ["concern.kept"]
    assert TWOS not in str(audited())


def test_staff_safety_stands_first_and_then_what_she_does_not_know(world):
    case = make(world)
    kept(world, case, other="A", unaware="B", staff_safety="C")

    with world.acting("practitioner"):
        shown = concerns.in_header((one.kind, one.detail) for one in concerns.current(case.file))

    assert [one.words for one in shown] == ["C", "B", "A"]


@pytest.mark.rule("CM-26")
def test_a_concern_without_words_is_refused_and_nothing_is_kept(world):
    case = make(world)

    answer = post_form(
        world.client("practitioner"),
        f"/c/{case.file.reference}/concerns/",
        {"kind": "staff-safety", "detail": " "},
    )
    assert answer.status_code == 422
    assert "Explain the concern, so that a colleague knows what to do" in text(answer)
    with world.acting("practitioner"), stopped(NotNow, "Explain each concern"):
        concerns.keep(file=case.file, said={"other": " "}, by=world.user("practitioner"))
    with world.acting("practitioner"), stopped(Denied):
        concerns.keep(file=case.file, said={"other": "x"}, by=world.administrator)
    with world.acting("practitioner"):
        assert not Concern.objects.exists()


@pytest.mark.rule("CM-24", "CM-26")
def test_what_a_concern_said_before_stays_with_who_changed_it_and_when(world):
    case = make(world)
    one = kept(world, case, staff_safety=TWOS)
    where = f"/c/{case.file.reference}/concerns/{one.pk}/"

    answer = post_form(
        world.client("senior"), where, {"detail": "The dog is gone; still two", "holds": "yes", "because": ""}
    )

    assert answer.status_code == 302
    with world.acting("practitioner"):
        now = Concern.objects.get()
        assert now.detail == "The dog is gone; still two"
        assert [(e.value, e.created_name) for e in Earlier.objects.of(now)] == [(TWOS, "Tom Bexley")]
    assert TWOS in text(page(world, case, f"concerns/{one.pk}/"))


def test_a_concern_ends_for_a_reason_and_stays(world):
    case = make(world)
    one = kept(world, case, staff_safety=TWOS)
    where = f"/c/{case.file.reference}/concerns/{one.pk}/"
    client = world.client("practitioner")

    refused = post_form(client, where, {"detail": TWOS, "holds": "no", "because": ""})
    assert refused.status_code == 422
    assert "Say why, in a few words" in text(refused)
    assert (
        post_form(client, where, {"detail": TWOS, "holds": "no", "because": "He is in prison"}).status_code
        == 302
    )

    shown = text(page(world, case))
    assert "No concern is kept" in shown and "No longer holds: He is in prison" in shown
    with world.acting("practitioner"):
        with stopped(NotNow, "said already"):
            concerns.end(concern=one, because="Again", by=world.user("practitioner"))
        assert [e.words for e in Entry.objects.filter(kind="concern.ended")] == [
            "No longer a concern: Staff safety"
        ]
    kept(world, case, staff_safety="He is back")


@pytest.mark.rule("CM-26")
def test_search_marks_that_there_are_concerns_and_says_none_of_their_words(world):
    case = make(world)
    kept(world, case, staff_safety=TWOS, other="More")

    with world.acting("practitioner"):
        assert standing_of([case.file_id])[case.file_id].concerns == 2
    client = world.client("practitioner")
    found = text(client.post("/find/", {"words": case.file.reference}, follow=True))

    assert "2 significant concerns" in found and TWOS not in found


def test_the_database_keeps_one_of_a_kind_and_never_without_words(world):
    case = make(world)
    kept(world, case, staff_safety=TWOS)

    for wrong in ({"kind": "staff-safety", "detail": "x"}, {"kind": "other", "detail": ""}):
        with world.acting("practitioner"), pytest.raises(IntegrityError), transaction.atomic():
            Concern.objects.create(file=case.file, **wrong)


@pytest.mark.parametrize(
    ("persona", "status"), [("other_practitioner", 404), ("officer", 404), ("nobody", 302)]
)
def test_nobody_of_another_service_finds_them(world, persona, status):
    case = make(world)
    one = kept(world, case, staff_safety=TWOS)

    for more in ("concerns/", f"concerns/{one.pk}/"):
        assert page(world, case, more, persona).status_code == status
