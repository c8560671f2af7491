"""The sweep of `bin/rowan dictionary` for referral and agreement: typed on its page, read where it stands."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from rowan.assessments.tests.making import joanne
from rowan.common.dates import today
from rowan.files.models import File
from rowan.referrals.models import Referral
from rowan.referrals.models.conflict import Decision
from rowan.sharing.models import Agreement
from tests.support.jobs import run_jobs
from tests.support.pages import kept_form_in
from tests.test_dictionary import COMPUTED, ENTRIES, day, stored

BEFORE = today() - timedelta(days=1)  # what the page offers already is no answer
SOON = today() + timedelta(days=90)
OF_SIGNING = {  # put there by the signature itself
    "agreement.worker-signature",
    "agreement.tel-worker-signature",
}
TALK = {
    "read_how": "aloud", "language": "Polish, interpreter", "understood": "yes", "examples": "no",
    "questions": "yes", "access_told": "yes", "s1": "yes", "s2": "no", "s3": "yes", "s4": "yes",
    "note": "Talked for half an hour",
}  # fmt: skip


def send(world, path: str, data: dict, persona="practitioner"):
    client = world.client(persona)
    page = client.get(path)
    assert page.status_code == 200, f"{path} answered {page.status_code}"
    values = kept_form_in(page).values | data
    answer = client.post(path, values)
    assert answer.status_code == 302, f"{path} answered {answer.status_code}"
    return answer


def check(world, file, expected: dict[str, str]) -> set[str]:
    for id, value in expected.items():
        assert value in stored(world, ENTRIES[id], file), f"{id}: {stored(world, ENTRIES[id], file)!r}"
    return set(expected)


def typed_in(form: str) -> set[str]:
    return {id for id, entry in ENTRIES.items() if entry.form == form and entry.required != COMPUTED}


def explained(world, mode: str, **more) -> set[str]:
    case = joanne(world)
    base = f"/c/{case.file.reference}/agreement/"
    send(world, f"{base}new/", {"mode": mode})
    with world.acting("practitioner"):
        one = Agreement.objects.get(case=case)
    send(world, f"{base}{one.pk}/", TALK | more)
    return case.file, {"agreement.mode": mode}


def test_every_field_of_the_agreement_posted_on_its_page_stands_where_the_table_says(world):
    now = timezone.localtime()
    file, said = explained(
        world, "face-to-face", client_signed="typed", client_signature="Joanne P",
        client_print="J. M. Pike", **day("client_date", BEFORE),
    )  # fmt: skip
    found = check(
        world,
        file,
        said
        | {
            "agreement.read-how": "aloud", "agreement.language": "Polish", "agreement.examples": "no",
            "agreement.questions": "yes", "agreement.access-told": "yes", "agreement.s1": "yes",
            "agreement.s3": "yes", "agreement.s4": "yes", "agreement.client-signature": "Joanne P",
            "agreement.client-date": BEFORE.isoformat(), "agreement.client-print": "J. M. Pike",
            "agreement.note-ref": "Talked for half an hour",
        },
    )  # fmt: skip
    base = f"/c/{file.reference}/agreement/"
    send(
        world,
        f"{base}agencies/",
        {
            "name": "Ashmere Housing", "contact": "Ola", "permission": "yes", "limit": "Not the new address",
            **day("asked_on", today()), **day("review_on", SOON),
        },
    )  # fmt: skip
    found |= check(
        world,
        file,
        {
            "agreement.agency[].name": "Ashmere Housing", "agreement.agency[].contact": "Ola",
            "agreement.agency[].permission": "yes", "agreement.agency[].date": today().isoformat(),
            "agreement.agency[].review": SOON.isoformat(), "agreement.agency[].limit": "Not the new address",
        },
    )  # fmt: skip
    send(world, f"{base}never/", {"name": "Uncle Ted", "why": "He tells", **day("said_on", today())})
    found |= check(world, file, {"agreement.limit-people": "Uncle Ted"})
    send(world, f"{base}research/", {"answer": "no", **day("answered_on", today())})
    found |= check(world, file, {"agreement.s2": "no"})
    file, said = explained(world, "telephone", **day("tel_date", BEFORE))
    found |= check(world, file, said | {"agreement.tel-date": BEFORE.isoformat()})
    file, said = explained(world, "emergency", **day("short_given_at", BEFORE), short_given_at_time="00:01")
    found |= check(world, file, said | {"agreement.short-given-at": str(now.year)})

    assert typed_in("agreement") - OF_SIGNING - found == set()


def test_every_field_of_the_referral_posted_on_its_page_stands_where_the_table_says(
    world, settings, tmp_path
):
    settings.ATTACHMENTS = tmp_path / "attachments"
    world.ashmere.decoy_percent = 100
    world.ashmere.save(update_fields=["decoy_percent"])
    paper = lambda: SimpleUploadedFile("a.pdf", b"%PDF-1.7\nx", content_type="application/pdf")  # noqa: E731
    came = {
        "channel": "phone", "referrer": "agency", "agency_name": "Ashmere Housing", "contact_name": "Col Denny",
        "contact_phone": "01632 960 204", "contact_email": "col@example.org", "reason": "Shouting at night",
        "given": "Dawn", "family": "Tressider", "phone": "07700 900 142", "safe_call": "yes",
        "received_at_day": "today", "received_at_month": "", "received_at_year": "", "received_at_time": "00:01",
        "sent_form": paper(), "sent_checklist": paper(),
    }  # fmt: skip
    send(world, "/r/new/", came, "duty")
    with world.acting("practitioner"):
        referral = Referral.objects.select_related("file").get()
        file = File.objects.get(pk=referral.file_id)
    base = f"/r/{file.reference}/"
    found = check(
        world,
        file,
        {
            "referral.received-at": str(today().year), "referral.agency": "agency\nAshmere Housing",
            "referral.agency-contact": "Col Denny\n01632 960 204\ncol@example.org",
            "referral.reason": "Shouting at night", "referral.sent-form": "-", "referral.sent-checklist": "-",
        },
    )  # fmt: skip
    send(
        world, f"{base}match/",
        {
            "found": "on-paper", "paper_reference": "A-17", "paper_location": "Cellar",
            **day("intake_on", today() - timedelta(days=700)), **day("closed_on", today() - timedelta(days=400)),
        },
        "duty",
    )  # fmt: skip
    found |= check(world, file, {"referral.match-result": "closed", "referral.earlier-files[]": "A-17\n"})
    run_jobs()
    send(
        world, f"{base}conflict/",
        {"decision": Decision.SEPARATE, "detail": "A sister works here", "words": "Kept apart from her"},
        "manager",
    )  # fmt: skip
    found |= check(
        world,
        file,
        {
            "referral.conflict-found": "yes", "referral.conflict-detail": "A sister works here",
            "referral.conflict-manager": str(world.manager.pk),
            "referral.conflict-decision": "Kept apart from her",
        },
    )  # fmt: skip
    send(
        world,
        f"{base}allocate/",
        {"worker": str(world.practitioner.pk), "because": "Knows the area"},
        "senior",
    )
    found |= check(world, file, {"referral.allocated-to": str(world.practitioner.pk)})
    send(
        world, f"{base}tries/new/",
        {
            "at_day": "today", "at_month": "", "at_year": "", "at_time": "00:02", "method": "call",
            "point": "another", "used": "07700 900 999", "reached": "no", "message_left": "no",
            "outcome": "It rang out", "way_because": "Only number",
        },
    )  # fmt: skip
    found |= check(world, file, {"referral.attempts[]": "07700 900 999"})
    send(
        world, f"{base}details/",
        {
            "what": "checked", "whom": "Col at the desk", "changes": "A new flat",
            "at_day": "today", "at_month": "", "at_year": "", "at_time": "00:03",
        },
    )  # fmt: skip
    found |= check(
        world,
        file,
        {
            "referral.verified-at": str(today().year), "referral.verified-with": "Col at the desk",
            "referral.verified-changes": "A new flat",
        },
    )  # fmt: skip
    send(
        world, f"{base}end/wrong/",
        {
            "note": "Lives elsewhere", "how": "later", "place_1": "Harbour Counselling", "contact_1": "Pam",
            **day("on_1", today()), "agreed_1": "yes",
        },
    )  # fmt: skip
    found |= check(
        world,
        file,
        {
            "referral.outcome": "wrong", "referral.outcome-note": "Lives elsewhere",
            "referral.refer-on-to[]": "Harbour Counselling",
        },
    )  # fmt: skip
    send(world, f"{base}tell/", {"how": "phone", "whom": "Col again"})
    found |= check(
        world,
        file,
        {"referral.agency-informed-at": str(today().year), "referral.agency-informed-by": "Col again"},
    )

    assert typed_in("referral") - found == set()
