"""A marker in every field that somebody may type into: a word that stands nowhere else (ST-2).

A new field is planted, or named here as the program's own; until then every test with markers fails.
"""

import re
from uuid import uuid4

from django.apps import apps
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from rowan.assessments.models import Response, RiskLevel, SafeguardingReferral, Signature, SignedIntake
from rowan.cases.models import Concern
from rowan.common.dates import today
from rowan.files import timeline
from rowan.files.models import Bar, Draft, LooseDraft, Opening, Seal
from rowan.files.rows import FileRow
from rowan.people.models import Earlier, NoContact, Part, Person
from rowan.plans.models import NotAddressed
from rowan.plans.sheet import sheet_of
from rowan.referrals.models import ListFile, ListRow, Referral, Tie, WaitingPlace
from rowan.sharing.models import AgencyPermission, Disclosure, NeverTold
from tests.support.pages import where

MARKER = re.compile(r"zq\d{4}mk")
NO_WORDS = {
    "UUIDField", "ForeignKey", "OneToOneField", "FileKey", "BooleanField", "DateField", "DateTimeField",
    "TimeField", "IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField",
    "PositiveSmallIntegerField",
}  # fmt: skip
STAFF_AND_PLACES = (
    "accounts",
    "agencies",
    "instruments",
    "rota",
)  # nothing there is about anybody worked with
BY_THE_PROGRAM = {  # codes, digests, tokens, copies, colleagues' names, a service's own words, our addresses
    "created_name", "changed_name", "sha256", "stored_as",
    "assessments.Answer.code", "assessments.Answer.item", "assessments.Intake.activated_without",
    "assessments.Intake.explained_how", "assessments.Intake.still_right", "assessments.MaracTask.ended_name",
    "assessments.SafeguardingReferral.told_name", "assessments.SignedIntake.content",
    "assessments.SignedIntake.signed_name", "assessments.Response.instrument",
    "assessments.Response.reference", "assessments.Response.signed_name", "assessments.Response.signed_role",
    "assessments.Response.wording", "cases.Case.level_name", "clocks.Clock.standard", "files.Attachment.kind",
    "files.Draft.path", "files.Draft.title", "files.Entry.kind", "files.File.reference", "files.Job.fault",
    "files.Job.task", "files.LooseDraft.path", "files.LooseDraft.title", "files.Once.answer",
    "files.Once.token", "files.SealedTask.task", "files.Search.sealed_words", "files.Search.session",
    "files.Search.token", "people.Earlier.field", "people.NameKey.key", "people.NameKey.sound",
    "people.SafeTime.weekdays", "plans.Action.answers", "referrals.ConflictHit.words",
    "referrals.ConflictHit.workers", "referrals.ListFile.opened_name", "referrals.ListRow.decided_name",
    "referrals.ListRow.fingerprint", "referrals.ReceivedValue.decided_name", "referrals.ReceivedValue.field",
    "sharing.AgencyPermission.about", "sharing.Agreement.said", "sharing.Agreement.tel_worker_signature",
    "sharing.Disclosure.kind", "sharing.Disclosure.lines", "sharing.Wording.kept_name", "sharing.Wording.texts",
}  # fmt: skip


class Markers(dict[str, str]):
    """Every marker with the field it stands in, such as `plans.Action.internal`."""

    def new(self, field: str) -> str:
        marker = f"zq{len(self):04}mk"
        self[marker] = field
        return marker

    def fields_in(self, words) -> set[str]:
        return {self[marker] for marker in MARKER.findall(str(words))}


def plant_everything(town) -> Markers:
    """A marker in every text of Leila's file, of the form begun, of the police list. Fails if one is left out."""
    markers = Markers()
    with town.world.acting("practitioner"):
        add_what_is_missing(town, markers)
        for model in models_with_texts():
            if issubclass(model, FileRow):
                rows = model.objects.filter(file__in=[town.file, town.begun.file])
                if not rows.exists():
                    model.objects.create(**anything(model, town.file, town.world.practitioner))
                plant(rows, markers)
    with town.world.acting("duty"):
        plant(Tie.objects.all(), markers)
        plant(ListFile.objects.all(), markers)
        plant(ListRow.objects.all(), markers)
        for row in ListRow.objects.all():
            cells = {name: markers.new("referrals.ListRow.cells") for name in row.cells}
            ListRow.objects.filter(pk=row.pk).update(cells=cells)
    planted = {*markers.values()}
    missing = [name for m in models_with_texts() for f in texts_of(m) if (name := label(m, f)) not in planted]
    assert not missing, f"plant these, or say why nobody types into them: {missing}"
    return markers


def models_with_texts() -> list:
    ours = [m for m in apps.get_models() if m.__module__.startswith("rowan.")]
    return [m for m in ours if m._meta.app_label not in STAFF_AND_PLACES and texts_of(m)]


def texts_of(model) -> list:
    """The fields that a person may have typed into."""
    open_to_words = [
        f for f in model._meta.concrete_fields if f.get_internal_type() not in NO_WORDS and not f.choices
    ]
    return [f for f in open_to_words if not {f.name, label(model, f)} & BY_THE_PROGRAM]


def label(model, field) -> str:
    return f"{model._meta.label}.{field.name}"


def plant(rows, markers: Markers) -> None:
    """What is signed or written once refuses to be changed: such a row is made anew, with markers in it."""
    for row in rows:
        for field in texts_of(rows.model):
            if field.get_internal_type() == "JSONField":
                continue
            marker = markers.new(label(rows.model, field))
            try:
                with transaction.atomic():
                    rows.model.objects.filter(pk=row.pk).update(**{field.name: marker})
            except DatabaseError:
                del markers[marker]


def add_what_is_missing(town, markers: Markers) -> None:
    """Rows that the stories leave out and that must say something of their own, or that nobody may change."""
    file, world, now = town.file, town.world, timezone.now()
    plan = sheet_of(file).plan
    NotAddressed.objects.create(file=file, plan=plan, risk="dash.q20", words="Money", reason="Later")
    lifted = {"lifted_at": now, "lifted_by": world.manager, "lifted_because": "Asked for"}
    NoContact.objects.create(file=file, reason="A court", decider="A judge", set_by=world.senior, **lifted)
    Seal.objects.create(file=file, user=world.practitioner, reason="Known here", until=now)
    Bar.objects.create(file=file, user=world.leaver, reason="Her cousin")
    Opening.objects.create(file=file, user=world.leaver, reason="In need", ends_at=now)
    referral = Referral.objects.filter(file=file).first()
    moved = {"moved_to": 1, "moved_at": now, "moved_by": world.senior, "moved_because": "Asked for"}
    WaitingPlace.objects.create(file=file, referral=referral, since=now, reason="Full", left_at=now, **moved)
    timeline.add(file, "file.note", markers.new("files.Entry.words"), happened_at=now)
    again(RiskLevel.objects.filter(file=file).first(), reason=markers.new("assessments.RiskLevel.reason"))
    again(
        Disclosure.objects.filter(file=file).first(),
        stored_as="another",
        **{n: markers.new(f"sharing.Disclosure.{n}") for n in ("to_name", "purpose", "kept_where")},
    )
    user = world.practitioner
    mistaken = {"part": Part.OTHER, "given": "Mia", "withdrawn_at": now}
    Person.objects.create(
        file=file, withdrawn_because=markers.new("people.Person.withdrawn_because"), **mistaken
    )
    Earlier.objects.create(file=file, about=file.pk, field="given", value=markers.new("people.Earlier.value"))
    for model, at, why in (
        (Concern, "ended_at", "ended_because"),
        (NeverTold, "ended_on", "ended_because"),
        (SafeguardingReferral, "dismissed_at", "dismissed_because"),
    ):
        when = today() if at == "ended_on" else now
        marker = markers.new(f"{model._meta.label}.{why}")
        model.objects.create(**anything(model, file, user) | {at: when, why: marker})
    again(
        AgencyPermission.objects.filter(file=file).first(),
        **{n: markers.new(f"sharing.AgencyPermission.{n}") for n in ("name", "contact", "limit")},
    )
    again(
        SignedIntake.objects.filter(file=file).first(),
        edition=99,
        despite=markers.new("assessments.SignedIntake.despite"),
    )
    again(
        Signature.objects.filter(file=file).first(),
        way="paper",
        signed_on=today(),
        **{n: markers.new(f"assessments.Signature.{n}") for n in ("who", "because")},
    )
    behaviour = {**town.begun.answers["dash.q8"], "value": markers.new("assessments.Response.answers")}
    Response.objects.filter(pk=town.begun.pk).update(
        answers={**town.begun.answers, "dash.q8.behaviour": behaviour},
        gap_reasons={"dash.q9": markers.new("assessments.Response.gap_reasons")},
        named={"client": markers.new("assessments.Response.named")},
    )
    unfinished = {"owner": world.practitioner, "title": "Risk"}
    Draft.objects.create(
        file=file,
        path=where(town, "plan-risk-left"),
        data=half_filled(markers.new("files.Draft.data")),
        **unfinished,
    )
    LooseDraft.objects.create(
        of_service=world.ashmere,
        path=reverse("referral-new"),
        data=half_filled(markers.new("files.LooseDraft.data")),
        **unfinished,
    )


def anything(model, file, user) -> dict:
    """Something for each field of a row that cannot be left empty."""
    values: dict = {"file": file}
    for field in model._meta.concrete_fields:
        filled = field.blank or field.null or field.has_default() or field.has_db_default()
        if field.name in values or filled:
            continue
        kind = field.get_internal_type()
        if kind == "FileKey":
            values[field.name] = field.related_model.objects.filter(file=file).first()
        elif field.related_model is not None:
            values[field.name] = user
        elif field.choices:
            values[field.name] = next(code for code, _words in field.flatchoices if code)
        elif kind in ("DateField", "DateTimeField"):
            values[field.name] = timezone.localdate() if kind == "DateField" else timezone.now()
        elif kind == "UUIDField":
            values[field.name] = uuid4()
        elif kind in ("CharField", "TextField"):
            values[field.name] = "x"
    return values


def half_filled(typed: str) -> dict:
    return {"fields": {"reason": [typed]}, "shown": {}, "version": 0}


def again(row, **unlike) -> None:
    """Another row like this one."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}
    type(row).objects.create(**values | unlike)
