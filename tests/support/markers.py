"""A marker in every field that somebody may type into: a word that stands nowhere else (ST-2).

A new field is planted, or named here as the program's own; until then every test with markers fails.
"""

import re

from django.apps import apps
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from rowan.assessments.models import Response, RiskLevel
from rowan.files import timeline
from rowan.files.models import Bar, Draft, LooseDraft, Opening, Seal
from rowan.files.rows import FileRow
from rowan.people.models import Characteristics, OtherName
from rowan.plans.models import NotAddressed
from rowan.plans.sheet import sheet_of
from rowan.referrals.models import EarlierFile, ListFile, ListRow, ReceivedValue, ReferOn, Referral
from rowan.sharing.models import Disclosure
from tests.support.pages import where

MARKER = re.compile(r"zq\d{4}mk")
NO_WORDS = {
    "UUIDField", "ForeignKey", "OneToOneField", "FileKey", "BooleanField", "DateField", "DateTimeField",
    "TimeField", "IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField",
    "PositiveSmallIntegerField",
}  # fmt: skip
STAFF_AND_PLACES = ("accounts", "agencies")  # rooms that hold nothing about anybody worked with
BY_THE_PROGRAM = {  # codes, digests and tokens, the names of colleagues, and addresses of our own pages
    "created_name", "changed_name", "sha256", "stored_as",
    "assessments.Answer.code", "assessments.Answer.item", "assessments.Response.instrument",
    "assessments.Response.reference", "assessments.Response.signed_name", "assessments.Response.signed_role",
    "assessments.Response.wording", "cases.Case.level_name", "clocks.Clock.standard", "files.Attachment.kind",
    "files.Draft.path", "files.Draft.title", "files.Entry.kind", "files.File.reference", "files.Job.task",
    "files.LooseDraft.path", "files.LooseDraft.title", "files.Once.answer", "files.Once.token",
    "files.SealedTask.task", "files.Search.sealed_words", "files.Search.session", "files.Search.token",
    "people.NameKey.key", "people.NameKey.sound", "plans.Action.answers", "referrals.ListFile.opened_name",
    "referrals.ListRow.decided_name", "referrals.ListRow.fingerprint", "referrals.ReceivedValue.decided_name",
    "referrals.ReceivedValue.field", "sharing.Disclosure.kind", "sharing.Disclosure.lines",
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
                plant(model.objects.filter(file__in=[town.file, town.begun.file]), markers)
    with town.world.acting("duty"):
        plant(ListFile.objects.all(), markers)
        plant(ListRow.objects.all(), markers)
        for row in ListRow.objects.all():
            cells = {name: markers.new("referrals.ListRow.cells") for name in row.cells}
            ListRow.objects.filter(pk=row.pk).update(cells=cells)
    planted = {*markers.values()}
    missing = [name for m in models_with_texts() for f in texts_of(m) if (name := label(m, f)) not in planted]
    assert missing == [], "plant these, or say why nobody types into them"
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
    """A row of each kind that the stories leave out, and of those that nobody may change afterwards."""
    file, world, now = town.file, town.world, timezone.now()
    referral = Referral.objects.filter(file=file).first()
    OtherName.objects.create(file=file, person=town.leila, name="Leyla")
    Characteristics.objects.create(file=file, person=town.leila)
    NotAddressed.objects.create(
        file=file, plan=sheet_of(file).plan, risk="dash.q20", words="Money", reason="Later"
    )
    EarlierFile.objects.create(file=file, referral=referral, reference="1", location="Cellar")
    ReceivedValue.objects.create(file=file, referral=referral, field="reason", value="On their form")
    ReferOn.objects.create(file=file, referral=referral, name="Refuge", on=now.date())
    Seal.objects.create(file=file, user=world.practitioner, reason="Known here", until=now)
    Bar.objects.create(file=file, user=world.leaver, reason="Her cousin")
    Opening.objects.create(file=file, user=world.leaver, reason="In need", ends_at=now)
    timeline.add(file, "file.note", markers.new("files.Entry.words"), happened_at=now)
    again(RiskLevel.objects.filter(file=file).first(), reason=markers.new("assessments.RiskLevel.reason"))
    again(
        Disclosure.objects.filter(file=file).first(),
        stored_as="another",
        **{n: markers.new(f"sharing.Disclosure.{n}") for n in ("to_name", "purpose", "kept_where")},
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


def half_filled(typed: str) -> dict:
    return {"fields": {"reason": [typed]}, "shown": {}, "version": 0}


def again(row, **unlike) -> None:
    """Another row like this one."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}
    type(row).objects.create(**values | unlike)
