"""The same person: a referral moves from the file of its own into the file we have.

This is no merge. The known person's row stays as it is; what was said of them this time goes beside it, as
other names and as further ways to reach them with the answers given this time. What is left behind is an
empty file whose timeline says where its contents went, and which nobody finds by name any more.
"""

from django.apps import apps
from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.cases import services as cases
from rowan.cases.models import Case, CaseWorker, State
from rowan.clocks import services as clocks
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.common.dates import local_day
from rowan.files import timeline
from rowan.files.models import Attachment, Draft, Entry, File
from rowan.files.rows import FileRow
from rowan.files.wall import CurrentActor
from rowan.people.models import ContactPoint, NameKey, OtherName, Part, Person, Relationship, YesNo
from rowan.referrals.facts import first_reached
from rowan.referrals.models import (
    Attempt,
    CameWith,
    Closing,
    ConflictCheck,
    ConflictHit,
    EarlierFile,
    ReceivedValue,
    ReferOn,
    Referral,
)
from rowan.referrals.timing import keep_time

MOVE = (
    Referral, Attempt, ReferOn, Closing, CameWith, ReceivedValue, EarlierFile, Clock, Attachment, ContactPoint,
    OtherName, Relationship, ConflictCheck, ConflictHit,
)  # fmt: skip
STAY = (Case, CaseWorker, Person, NameKey, Entry, Draft)


def refile(*, referral: Referral, into: File, by) -> Referral:
    """Move the referral, its tries, its clock, its papers and the people it names. Part of `record_match`.

    Both files are held already. It joins the open case of that file, or begins a new one there; closed cases
    are linked as earlier files.
    """
    old, case = referral.file, referral.case
    check_nothing_else(old)
    into = File.objects.get(pk=into.pk)
    earlier = list(Case.objects.filter(file=into).select_related("lead").order_by("number"))
    joined = next((one for one in earlier if one.is_open), None)
    if joined is None:
        joined = cases.open_case(file=into, at=referral.received_at, by=by)
    cases.move(case=case, to=State.CLOSED_REFILED, by=by)
    carry(old, into, joined)
    EarlierFile.objects.bulk_create(
        EarlierFile(
            file=into,
            referral=referral,
            case=one,
            reference=_("%(file)s, case %(n)s") % {"file": into, "n": one.number},
            intake_on=local_day(one.opened_at),
            closed_on=local_day(one.state_since),
        )
        for one in earlier
        if not one.is_open
    )
    if joined.lead is not None:
        clocks.give(standard=FIRST_CONTACT, about=referral.pk, owner=joined.lead, by=by)
    meet_first_contacts(joined, by)
    keep_time(joined, by)
    audit.record("referral.refiled", on=case, into=into.pk)
    timeline.add(old, "referral.refiled", _("The same person: filed with %(file)s") % {"file": into})
    timeline.add(
        into,
        "referral.refiled",
        _("A referral of the same person was filed here, from %(file)s") % {"file": old},
        about=referral,
    )
    referral.refresh_from_db()
    referral.case = joined
    return referral


def meet_first_contacts(case: Case, by) -> None:
    """Tries of the one referral may have reached the person for the other."""
    tries = list(Attempt.objects.filter(referral__case=case, reached=YesNo.YES))
    for referral in Referral.objects.filter(case=case).order_by("id"):
        if at := first_reached(referral, tries):
            clocks.meet(standard=FIRST_CONTACT, about=referral.pk, at=at, by=by)


def check_nothing_else(file: File) -> None:
    """Only what a referral brings can be moved. A seal, an assessment or a plan is a manager's to look at."""
    others = [
        model for model in apps.get_models() if issubclass(model, FileRow) and model not in (*MOVE, *STAY)
    ]
    held = {model._meta.db_table: Exists(model.objects.filter(file=OuterRef("pk"))) for model in others}
    if any(File.objects.filter(pk=file.pk).values_list(*held.values()).get()):
        raise NotNow(
            _("More than the referral is kept in this file already. A manager has to look at it first.")
        )


def carry(old: File, into: File, case: Case) -> None:
    """Rewrite the file of every row that moves. The keys are checked together at the end."""
    said = Person.objects.get(file=old, part=Part.SUBJECT)
    known = Person.objects.get(file=into, part=Part.SUBJECT)
    stamps = {
        "file": into,
        "sealed": into.sealed,
        "version": F("version") + 1,
        "changed_at": timezone.now(),
        "changed_name": CurrentActor(),
    }
    keys = list(NameKey.objects.filter(file=old))
    NameKey.objects.filter(file=old).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    Person.written.filter(file=old).exclude(pk=said.pk).update(**stamps)
    Relationship.objects.filter(file=old, to=said).update(to=known)
    ContactPoint.objects.filter(file=old, person=said).update(person=known)
    OtherName.objects.filter(file=old, person=said).update(person=known)
    Referral.objects.filter(file=old).update(case=case)
    for model in MOVE:
        model.objects.filter(file=old).update(**stamps)
    if str(said) != str(known):
        OtherName.objects.create(file=into, person=known, name=str(said))
    NameKey.objects.bulk_create(
        [
            NameKey(
                file=into,
                person_id=known.pk if key.person_id == said.pk else key.person_id,
                key=key.key,
                sound=key.sound,
            )
            for key in keys
        ],
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
