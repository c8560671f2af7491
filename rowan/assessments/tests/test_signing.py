"""Signed on the screen, on paper with its scan, or by telephone with the signature to follow."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from rowan.access.permissions import Denied, NotNow
from rowan.assessments import services, signing
from rowan.assessments.models import MaracTask, Mode, Response, RiskLevel, Signature, Status, Way
from rowan.assessments.signing import Signed
from rowan.assessments.tests.making import WAITS, joanne, ready, signed
from rowan.assessments.tests.test_pages import WAITS as POSTED_WAITS
from rowan.assessments.tests.test_pages import text, url
from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import DASH_AGAIN, MARAC_REFERRAL
from rowan.common.dates import today
from rowan.files.models import Attachment, Entry
from tests.support.world import audited, envelope_in, post_form
from tests.test_budgets import counted

pytestmark = pytest.mark.django_db

A_ROW_A_LINE_AN_EVENT = 3
PHONE = Signed(way=Way.TELEPHONE)


@pytest.fixture(autouse=True)
def papers(settings, tmp_path):
    settings.ATTACHMENTS = tmp_path / "attachments"


def scan(name="dash.pdf", content=b"%PDF-1.7\nx"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def asked(world, mode=Mode.TELEPHONE, *, yes=9, case=None) -> Response:
    high = {"judged_level": "high"} if yes > 13 else {}
    response = ready(world, case or joanne(world), yes=yes, **high)
    with world.acting("practitioner"):
        by = world.user("practitioner")
        return services.explain_gaps(response=response, reasons=WAITS, mode=mode, by=by)


def close(world, response, said, persona="practitioner") -> Response:
    with world.acting(persona):
        return services.sign(response=response, seen=response.version, by=world.user(persona), signature=said)


def follow(world, response, persona="practitioner", **said) -> Signature:
    with world.acting(persona):
        return signing.follow(response=response, said=Signed(**said), by=world.user(persona))


def waiting(world, case) -> list[str]:
    with world.acting("practitioner"):
        return [signing.words(one) for one in signing.outstanding(case)]


# By telephone


@pytest.mark.rule("CM-45", "CM-54")
def test_what_is_asked_by_telephone_counts_at_once_and_waits_for_a_signature(world):
    response = close(world, asked(world, yes=15), PHONE)

    with world.acting("practitioner"):
        assert Response.objects.get(pk=response.pk).status == Status.COMPLETE
        assert RiskLevel.objects.get().total == 15
        assert MaracTask.objects.filter(ended_at=None).count() == 1
        running = set(Clock.objects.values_list("standard", flat=True))
        told = list(Entry.objects.filter(kind="assessment.signature").values_list("words", flat=True))
    assert {DASH_AGAIN.slug, MARAC_REFERRAL.slug} <= running
    assert told == ["Dash asked by telephone: to be signed at the next meeting"]
    assert waiting(world, response.case) == ["Dash: asked by telephone, to be signed at the next meeting."]


@pytest.mark.rule("CM-58")
def test_what_waits_for_a_signature_is_locked_all_the_same(world):
    response = close(world, asked(world), PHONE)

    with pytest.raises(NotNow, match="It cannot be changed"), world.acting("practitioner"):
        services.explain_gaps(response=response, reasons={}, mode=Mode.OTHER, by=world.user("practitioner"))


def test_at_the_meeting_it_is_signed_and_the_form_stays_as_it_was(world):
    response = close(world, asked(world), PHONE)

    follow(world, response, way=Way.SCREEN, who="Joanne Pike and Priya Nandra", signed_on=today())

    with world.acting("practitioner"):
        after = Response.objects.get(pk=response.pk)
        assert (after.status, after.sha256, after.is_as_signed) == (Status.SIGNED, response.sha256, True)
        assert [one.way for one in Signature.objects.order_by("id")] == [Way.TELEPHONE, Way.SCREEN]
    assert waiting(world, response.case) == []
    said = [json.loads(entry["detail"])["way"] for entry in audited("assessment.signature_kept")]
    assert said == ["telephone", "screen"]


@pytest.mark.parametrize(
    ("mode", "said", "sentence"),
    [
        (Mode.FACE_TO_FACE, {"way": Way.TELEPHONE}, "Only what was asked by telephone is signed later."),
        (Mode.TELEPHONE, {"way": Way.TELEPHONE, "who": "Joanne"}, "Nobody signs in a telephone call."),
        (Mode.FACE_TO_FACE, {"way": "drawn"}, "Choose how it is signed."),
        (Mode.FACE_TO_FACE, {"way": Way.PAPER, "signed_on": today(), "because": "x"}, "Enter who signed."),
        (
            Mode.FACE_TO_FACE,
            {"way": Way.PAPER, "who": "Priya", "because": "x"},
            "Enter the day it was signed.",
        ),
        (
            Mode.FACE_TO_FACE,
            {"way": Way.PAPER, "who": "Priya", "signed_on": today() + timedelta(days=1), "because": "x"},
            "Enter today’s date or an earlier one.",
        ),
        (
            Mode.FACE_TO_FACE,
            {"way": Way.PAPER, "who": "Priya", "signed_on": today()},
            "Add a scan or photograph of the signed paper, or say why it is still to come.",
        ),
    ],
)
def test_a_signature_that_lacks_something_keeps_nothing(world, mode, said, sentence):
    response = asked(world, mode)

    with pytest.raises(NotNow, match=sentence):
        close(world, response, Signed(**said))

    with world.acting("practitioner"):
        assert not Response.objects.signed().exists() and not Signature.objects.exists()
        assert not RiskLevel.objects.exists()


def test_the_meeting_comes_after_the_call(world):
    response = close(world, asked(world), PHONE)

    with pytest.raises(NotNow, match="Enter the day of the meeting"):
        follow(world, response, way=Way.SCREEN, who="Priya", signed_on=today() - timedelta(days=1))


def test_nothing_follows_where_nothing_is_outstanding(world):
    response = signed(world, joanne(world))

    with pytest.raises(NotNow, match="Nothing is outstanding under this form"):
        follow(world, response, way=Way.SCREEN, who="Priya", signed_on=today())
    assert world.client("practitioner").get(url(response, "sign/")).status_code == 409


def test_the_duty_desk_signs_nothing(world):
    response = close(world, asked(world), PHONE)

    with pytest.raises(Denied):
        follow(world, response, "duty", way=Way.SCREEN, who="Priya", signed_on=today())
    assert world.client("duty").get(url(response, "sign/")).status_code == 403
    assert world.client("other_practitioner").get(url(response, "sign/")).status_code == 404


def test_a_newer_version_that_is_signed_lets_the_older_rest(world):
    response = close(world, asked(world), PHONE)
    with world.acting("practitioner"):
        services.replace(response=response, because="Wrong day", by=world.user("practitioner"))
        case = Case.objects.select_related("file").get(pk=response.case_id)
    begun = waiting(world, case)

    close(world, asked(world, Mode.FACE_TO_FACE, case=case), Signed())

    assert len(begun) == 1 and waiting(world, case) == []


# On paper


def test_on_paper_the_scan_is_kept_with_the_file_and_given_as_a_download(world):
    response = asked(world, Mode.FACE_TO_FACE)

    close(world, response, Signed(way=Way.PAPER, who="Priya Nandra", signed_on=today(), paper=scan()))

    with world.acting("practitioner"):
        kept = Signature.objects.select_related("paper").get()
        assert (kept.paper.label, kept.paper.kind, kept.because) == ("Dash, signed on paper", "pdf", "")
        assert Response.objects.get(pk=response.pk).status == Status.SIGNED
    assert waiting(world, response.case) == []
    page = world.client("practitioner").get(url(response))
    assert "Signed on paper by Priya Nandra" in text(page)
    assert f'/c/{response.file.reference}/papers/{kept.paper_id}/" download' in page.content.decode()


def test_a_scan_still_to_come_is_reminded_of_until_it_is_there(world):
    response = asked(world, Mode.FACE_TO_FACE)
    because = "The scanner is broken"
    close(world, response, Signed(way=Way.PAPER, who="Priya", signed_on=today(), because=because))
    before = waiting(world, response.case)
    with pytest.raises(NotNow, match="Add a scan or photograph of the signed paper"):
        follow(world, response, way=Way.PAPER)

    follow(world, response, way=Way.PAPER, paper=scan())

    assert before == ["Dash: the scan of the signed paper is to be added. The scanner is broken"]
    assert waiting(world, response.case) == []
    with world.acting("practitioner"):
        last = Signature.objects.order_by("id").last()
        assert (last.who, last.signed_on, last.paper is not None) == ("Priya", today(), True)


def test_a_scan_that_is_not_what_it_says_is_refused_and_nothing_is_signed(world):
    response = asked(world, Mode.FACE_TO_FACE)

    with pytest.raises(NotNow, match="content does not fit its name"):
        close(
            world,
            response,
            Signed(way=Way.PAPER, who="P", signed_on=today(), paper=scan(content=b"MZ not a PDF")),
        )

    with world.acting("practitioner"):
        assert not Response.objects.signed().exists() and not Attachment.objects.exists()


def test_the_database_itself_keeps_a_signature_as_it_was(world):
    response = close(world, asked(world), PHONE)

    with world.acting("practitioner"):
        row = Signature.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            Signature.objects.create(file=response.file, response=response, way=Way.TELEPHONE, who="Joanne")
        with pytest.raises(Exception, match=r"denied|never changed"), transaction.atomic():
            Signature.objects.filter(pk=row.pk).update(who="Joanne")


# The pages


def test_the_check_page_signs_on_paper_with_a_scan(world):
    response = asked(world, Mode.FACE_TO_FACE)
    client, day = world.client("practitioner"), today()
    sent = {"mode": "face-to-face", "go": "sign", "way": "paper", **POSTED_WAITS}
    refused = post_form(client, url(response, "check/"), sent)

    said = {"who": "Priya Nandra", "signed_on_day": day.day, "signed_on_month": day.month, "paper": scan()}
    taken = post_form(client, url(response, "check/"), sent | said | {"signed_on_year": day.year})

    assert refused.status_code == 422
    assert "Enter who signed." in text(refused) and "Add a scan or photograph" in text(refused)
    assert (taken.status_code, taken["Location"]) == (302, url(response))
    with world.acting("practitioner"):
        assert Signature.objects.get().paper is not None


def test_the_check_page_refuses_a_signature_given_in_a_call(world):
    response = asked(world)
    sent = {"mode": "telephone", "go": "sign", "way": "telephone", "who": "Joanne", **POSTED_WAITS}

    refused = post_form(world.client("practitioner"), url(response, "check/"), sent)

    assert refused.status_code == 422 and "Nobody signs in a telephone call." in text(refused)
    with world.acting("practitioner"):
        assert not Response.objects.signed().exists()


def cost_of_signing(world, **said) -> int:
    response, day = asked(world, said["mode"]), today()
    client = world.client("practitioner")
    dated = {"signed_on_day": day.day, "signed_on_month": day.month, "signed_on_year": day.year}
    sent = {"_form": envelope_in(client.get(url(response, "check/"))), "go": "sign", **POSTED_WAITS, **dated}
    with counted() as heard:
        answer = client.post(url(response, "check/"), sent | said)
    assert answer.status_code == 302
    return len(heard)


def test_signing_in_another_way_asks_little_more_of_the_database(world):
    on_screen = cost_of_signing(world, way="screen", mode="face-to-face")

    by_telephone = cost_of_signing(world, way="telephone", mode="telephone")
    on_paper = cost_of_signing(world, way="paper", mode="face-to-face", who="Priya", because="No scanner")

    assert max(by_telephone, on_paper) <= on_screen + A_ROW_A_LINE_AN_EVENT


def test_the_telephone_then_the_meeting_page_by_page(world):
    response = asked(world)
    client, day, file = world.client("practitioner"), today(), response.file
    sent = {"mode": "telephone", "go": "sign", "way": "telephone", **POSTED_WAITS}

    closed = post_form(client, url(response, "check/"), sent)
    form, risk = text(client.get(url(response))), text(client.get(f"/c/{file.reference}/risk/"))
    home, overview = text(client.get("/")), text(client.get(f"/c/{file.reference}/"))
    said = {
        "way": "screen",
        "who": "Joanne and Priya",
        "signed_on_day": day.day,
        "signed_on_month": day.month,
    }
    followed = post_form(client, url(response, "sign/"), said | {"signed_on_year": day.year})

    assert closed.status_code == 302
    assert "Asked by telephone. It counts; it is to be signed at the next meeting." in form
    assert "Dash: asked by telephone, to be signed at the next meeting." in risk
    assert "To be signed at the next meeting" in home
    assert "Dash to be signed at the next meeting" in overview
    assert (followed.status_code, followed["Location"]) == (302, url(response))
    assert "Signed by Joanne and Priya" in text(client.get(url(response)))
    assert "to be signed at the next meeting" not in text(client.get(f"/c/{file.reference}/risk/"))
    assert "To be signed at the next meeting" not in text(client.get("/"))
    assert "Dash to be signed at the next meeting" not in text(client.get(f"/c/{file.reference}/"))
