"""The demonstration's stories in the world of the tests: a file in every state, for the sweeps."""

import uuid
from datetime import time, timedelta
from types import SimpleNamespace
from urllib.parse import urlparse

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from rowan.access import routes
from rowan.accounts.models import Membership
from rowan.agencies.models import Agency
from rowan.agencies.services import keep_source
from rowan.assessments.models import Intake, Response, SafeguardingReferral, Signature, SignedIntake
from rowan.cases import concerns
from rowan.cases.models import Case
from rowan.clocks import services as clocks
from rowan.clocks.facts import Fact
from rowan.clocks.lengths import Length, Unit
from rowan.clocks.standards import KEEP_IN_TOUCH
from rowan.common.dates import today
from rowan.files import attachments
from rowan.files.models import Job
from rowan.instruments import wording
from rowan.people import services as people
from rowan.people.models import Approach, ContactPoint, Part, Person
from rowan.plans.models import Action
from rowan.plans.offer import offer_of
from rowan.plans.services import hand_over_copy
from rowan.plans.sheet import sheet_of
from rowan.referrals import services as referrals
from rowan.referrals.conflicts import ties
from rowan.referrals.models import Attempt, Closing, ListRow, ReceivedValue, Referral
from rowan.rota import services as rota
from rowan.sharing.agreements import services as agreeing
from rowan.sharing.models import Disclosure, NeverTold
from rowan.workspace.demo import agreements, stories
from tests.support.world import envelope_in

SAME_PEOPLE = {
    "duty": "duty",
    "practitioner": "practitioner",
    "colleague": "practitioner2",
    "senior": "senior",
    "manager": "manager",
    "second manager": "manager2",
    "officer": "officer",
    "other practitioner": "other_practitioner",
}
SAFEGUARDING = (
    "safeguarding-referral", "safeguarding-others", "safeguarding-answer", "safeguarding-not",
    "safeguarding-seen",
)  # fmt: skip
LIST = (
    "incident_reference,incident_date,incident_time,victim_surname,victim_forenames,victim_dob,victim_phone,"
    "safe_to_call,summary\nNF1,2026-11-19,07:40,Okoro,Ada,1991-03-14,07700 900 301,y,Shouting\n"
)


@pytest.fixture
def town(world, settings, tmp_path) -> SimpleNamespace:
    """`town.file` is Leila's file in Ashmere; `town.arguments(name)` fills a route about it."""
    settings.ATTACHMENTS = tmp_path / "attachments"
    stories.in_every_state({persona: getattr(world, name) for persona, name in SAME_PEOPLE.items()})
    return SimpleNamespace(world=world, **told(world))


def told(world) -> dict:
    by = world.user("practitioner")
    with world.acting("practitioner"):
        leila = Person.objects.select_related("file").get(part=Part.SUBJECT, given="Leila")
        file = leila.file
        paper = attachments.add(file=file, name="a.pdf", content=b"%PDF-1.7\nx", label="Order", by=by)
        dawn = Person.objects.select_related("file").get(part=Part.SUBJECT, given="Dawn").file
        femi = Person.objects.select_related("file").get(part=Part.SUBJECT, given="Femi").file
        sheet = sheet_of(file)
        offer = offer_of(file, sheet, QueryDict("kind=full"), by=by)
        out = hand_over_copy(
            file=file,
            by=by,
            kind=offer.kind,
            rows=offer.ticked,
            seen=offer.seen,
            safe_to_take="yes",
            kept_where="At her mother’s",
        )
        point = ContactPoint.objects.filter(file=file, person=leila).first()
        came = Referral.objects.filter(file=file).first()
        ReceivedValue.objects.create(file=file, referral=came, field="reason", value="He rang again.")
        ids = {
            "referral-review": came.pk,
            "tie-end": ties.tell(kind="sibling", given="Nadia", family="Quillon", by=by).pk,
            "concern": concerns.keep(file=file, said={"other": "Two doors, one bell"}, by=by)[0].pk,
            "paper": paper.pk,
            "paper-out": out.pk,
            "person-change": leila.pk,
            "contact-change": point.pk,
            "contact-reveal": point.pk,
            "contact-use": point.pk,
            "contact-times": point.pk,
            "contact-time-end": safe_time(point, by).pk,
            "contact-approach": left_open(by).pk,
            "referral-try-busy": Attempt.objects.exclude(next_try=None).get(file=dawn).pk,
            "referral-message-looked": Attempt.objects.filter(file=file).first().pk,
            "plan-action": Action.objects.filter(file=file).first().pk,
            "plan-action-done": Action.objects.filter(file=file).first().pk,
            "referral-why": unexplained_try(file).pk,
            **agreed(file, by),
            **limits_of(file, by),
            "lowered-seen": Job.objects.create(of_service=world.ashmere, task="risk.lowered").pk,
        }
        ids["intake-person"] = ids["person-remove"] = Person.objects.get(file=file, part=Part.PCH).pk
        ids["intake-signed"] = intake_of(file, by).pk
        begun = Response.objects.select_related("file").filter(signed_at=None).first()
        signed = Response.objects.get(file=file)
        assert Disclosure.objects.filter(file=file).exists()
        asked_before(signed, begun)
        Signature.objects.create(file=file, response=signed, way="telephone")
        to_tell = SafeguardingReferral.objects.get(file=file).pk
        ids |= dict.fromkeys(SAFEGUARDING, to_tell)
    colleague = Membership.objects.get(user=world.practitioner2, service=world.ashmere)
    ids |= {
        "settings-role-give": world.practitioner2.pk,
        "settings-role-end": colleague.pk,
        "settings-role-second": colleague.pk,
        "settings-stand-behind": colleague.pk,
        "settings-service-add": Agency.objects.first().pk,
        "settings-first-manager": world.ashmere.pk,
        "settings-alert-seen": file.pk,
        "unfinished-throw": file.pk,
        **rota_of(world),
        **words_of(world),
        **endings_of(world, dawn, came),
    }
    return {
        "file": file,
        "dawn": dawn,
        "femi": femi,
        "ids": ids,
        "leila": leila,
        "begun": begun,
        "signed": signed,
    }


def limits_of(file, by) -> dict:
    """Time limits of Leila: one that may be paused, one that stands still, one that was met late."""
    now = timezone.now()
    facts = {
        what: Fact(
            about=uuid.uuid4(), file_id=file.pk, sealed=False, started_at=now - timedelta(days=3),
            length=Length(1, Unit.DAYS) if what == "limit-explain" else None,
            met_at=now if what == "limit-explain" else None, stopped_at=None, owner_id=by.pk,
        )
        for what in ("limit-pause", "limit-go-on", "limit-explain")
    }  # fmt: skip
    made = clocks.follow_all(facts=[(KEEP_IN_TOUCH, fact) for fact in facts.values()], by=by)
    clocks.pause(clock=made[1], since=now - timedelta(days=2), because="She is in hospital", by=by)
    return {what: clock.pk for what, clock in zip(facts, made, strict=True)}


def asked_before(signed: Response, begun: Response) -> None:
    """Before Leila's Dash there was another one; and Joanne's, that is begun, comes after one."""
    for form, more in ((signed, {}), (begun, {"mode": "telephone"})):
        earlier = Response.objects.create(
            file=form.file,
            case=form.case,
            instrument="dash",
            definition_version=form.definition_version,
            wording=form.wording,
            mode=form.mode or more["mode"],
            answers=signed.answers,
            signed_at=timezone.now() - timedelta(days=60),
            signed_by_id=signed.signed_by_id,
            signed_name=signed.signed_name,
            sha256="earlier",
        )
    Response.objects.filter(pk=begun.pk).update(after=earlier)


def agreed(file, by) -> dict:
    """Leila's agreement: signed face to face, and being explained once more."""
    case = Case.objects.select_related("file").get(file=file)
    signed = agreements.leila(case, by)
    begun = agreeing.begin(case=case, mode="face-to-face", by=by)
    open_ones = dict.fromkeys(("agreement-one", "agreement-mode", "agreement-turned"), begun.pk)
    return open_ones | {
        "agreement-copy": signed.pk,
        "agreement-never-end": NeverTold.objects.get(file=file).pk,
    }


def intake_of(file, by) -> SignedIntake:
    """Leila's intake, signed once."""
    case = Case.objects.get(file=file)
    now = timezone.now()
    intake = Intake.objects.create(file=file, case=case, mode="telephone", completed_at=now)
    return SignedIntake.objects.create(
        file=file, intake=intake, edition=1, mode="telephone", content=[], signed_at=now, signed_by=by,
        signed_name=by.name, sha256=SignedIntake.seal([]),
    )  # fmt: skip


def unexplained_try(file) -> Attempt:
    """A try by a number that was not marked safe, of which nobody has said why yet."""
    tried = Attempt.objects.filter(file=file).first()
    Attempt.objects.filter(pk=tried.pk).update(marked_safe="no", broke_rule_because="")
    return tried


def endings_of(world, dawn, leilas) -> dict:
    """A closing that a manager is asked for, and what the referrer of Leila was told."""
    with world.acting("practitioner"):
        referral = Referral.objects.get(file=dawn)
        closing = Closing.objects.create(file=dawn, referral=referral, note="Nobody answers")
        told = referrals.tell_referrer(
            referral=leilas, how="secure", whom="Ashmere Police", by=world.user("practitioner")
        )
        Referral.objects.filter(pk=leilas.pk).update(verified_at=timezone.now(), verified_with="PC Farrow")
    return {"referral-closing-back": closing.pk, "outcome-out": told.pk}


def words_of(world) -> dict:
    """Other words for the Dash, half of them."""
    with world.acting("manager"):
        content = b"id,text\ndash.q2,Are you afraid?\ndash.q99,Nothing\n"
        read, by = wording.read("dash", "Made up", content), world.user("manager")
        pack = wording.keep(instrument="dash", name="Made up", language="", read=read, by=by)
    return {"wording-pack": pack.pk, "wording-use": pack.pk}


def rota_of(world) -> dict:
    """Something of each kind that stands on a service's rota and in its settings, and somebody's page."""
    with world.acting("manager"):
        by, now = world.user("manager"), timezone.now()
        team = rota.keep_team(name="Outreach", by=by)
        rota.place(worker=world.practitioner2, teams=[team], by=by)
        away = rota.add_absence(
            worker=world.manager2, first_day=today() + timedelta(days=20), last_day=today() + timedelta(days=22),
            cover=world.practitioner2, by=by,
        )  # fmt: skip
        duty = rota.add_duty(worker=world.duty, starts_at=now, ends_at=now + timedelta(hours=4), by=by)
    source = keep_source(service=world.ashmere, values={"name": "Ashmere Police", "kind": "police"})
    person = dict.fromkeys(("rota-worker", "rota-away", "worker-cases"), world.practitioner.pk)
    return person | {
        "rota-team": team.pk,
        "rota-team-end": team.pk,
        "rota-away-end": away.pk,
        "rota-duty-end": duty.pk,
        "settings-source": source.pk,
        "settings-source-end": source.pk,
    }


def safe_time(point: ContactPoint, by):
    return people.add_safe_time(
        point=point, weekdays="12345", on=None, safe="yes", opens=time(9, 15), closes=time(11, 30), by=by
    )


def left_open(by) -> Approach:
    """Joanne's number was opened for a call two hours ago, and nobody has said what came of it."""
    joanne = ContactPoint.objects.select_related("file").get(person__given="Joanne", kind="phone")
    approach = people.begin(point=joanne, channel="call", by=by)
    Approach.objects.update(started_at=timezone.now() - timedelta(hours=2))
    return approach


def open_list(town) -> None:
    """A police list is opened, as in a browser, so that its lines have addresses."""
    client = town.world.client("duty")
    page = client.get("/r/lists/new/")
    answer = client.post(
        "/r/lists/new/",
        {
            "agency_name": "Ashmere Police",
            "referrer": "police",
            "received_at_day": "1",
            "received_at_month": "11",
            "received_at_year": "2026",
            "received_at_time": "09:00",
            "pasted": LIST,
            "_form": envelope_in(page),
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    for name in ("referral-list", "referral-list-sort", "referral-list-tell"):
        town.ids[name] = urlparse(answer["Location"]).path.split("/")[-2]
    with town.world.acting("duty"):
        row = ListRow.objects.first()
    town.ids["referral-row-dismiss"] = row.pk


def address(town, name: str, *, instead=None, other_id=None) -> str:
    """The address of a route about Leila's file; `instead` is another reference, `other_id` another id."""
    files = {
        "referral-match": town.femi,
        "referral-conflict": town.femi,
        "referral-allocate": town.femi,
        "referral-wait": town.femi,
        "referral-place": town.femi,
        "referral-place-leave": town.femi,
        "contact-approach": town.begun.file,
        "referral-try": town.dawn,
        "referral-try-busy": town.dawn,
        "referral-no-answer": town.dawn,
        "referral-engage": town.dawn,
        "referral-details": town.dawn,
        "referral-end": town.dawn,
        "referral-end-as": town.dawn,
    }
    forms = {
        "form": town.begun,
        "form-part": town.begun,
        "form-check": town.begun,
        "form-replace": town.signed,
        "form-sign": town.signed,
        "form-again": town.begun,
        "form-compare": town.signed,
    }
    given = {
        "reference": instead or (forms[name] if name in forms else files.get(name, town.file)).reference,
        "pk": other_id or town.ids.get(name, uuid.UUID(int=0)),
        "part": "children" if name == "intake-part" else "child",
        "person": other_id or town.leila.pk,
        "kind": "phone",
        "field": "value",
        "channel": "call",
        "number": 2,
        "risk": "dash.q15",
        "name": "my-day",
        "instrument": "dash",
        "outcome": "mistake",
        "token": "nothing",
        "secret": "nothing",
    }
    pattern = next(p for _path, p in every_route() if p.name == name)
    return reverse(name, kwargs={k: given[k] for k in pattern.pattern.converters})


def every_route():
    return list(routes.every())
