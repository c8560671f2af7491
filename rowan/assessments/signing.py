"""The signature under a complete form, where it is on paper or follows a telephone call.

The form is counted and locked when it is complete, whoever signs when: nothing about safety waits for ink. What
stands here is a row beside it, and a reminder until the row says that all is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.files.uploadedfile import UploadedFile
from django.db.models import OuterRef, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from rowan import audit
from rowan.assessments import rules
from rowan.assessments.models import Response, Signature, Way
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.files import attachments, timeline
from rowan.files.context import service
from rowan.instruments import catalogue
from rowan.sharing.agreements.reminding import at_meetings


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What somebody says of a signature: how, who, when, the scan of it or why that is still to come."""

    way: str = Way.SCREEN
    who: str = ""
    signed_on: date | None = None
    paper: UploadedFile | None = None
    because: str = ""

    @classmethod
    def of(cls, said: Mapping) -> "Signed":
        """Of a valid form. What was left empty is taken as nothing said."""
        return cls(**{name: said[name] for name in cls.__dataclass_fields__ if said.get(name)})


def latest(response: Response) -> Signature | None:
    """What stands under a form besides the press that closed it. One statement."""
    return Signature.objects.filter(response=response).select_related("paper").order_by("-id").first()


def outstanding(case: Case | None) -> list[Signature]:
    """What the forms of a case still wait for, the oldest first. One statement."""
    if case is None:
        return []
    found = Signature.objects.outstanding().filter(response__case=case).select_related("response")
    return list(found.order_by("id"))


def asked() -> dict[str, Any]:
    """What `left` reads, to be asked along with a case in the same statement."""
    rows = Signature.objects.outstanding().filter(response__case=OuterRef("pk"))
    told = Concat("response__reference", Value(" "), "response__instrument", Value(" "), "way")
    return {"forms_to_sign": ArraySubquery(rows.order_by("id").annotate(told=told).values("told"))}


def left(case: Any) -> list[tuple[str, str]]:
    """What the forms of a case still wait for, in words and with their reference, where it was asked along."""
    return [
        (short_words(instrument, way), reference)
        for reference, instrument, way in (told.split(" ") for told in case.forms_to_sign)
    ]


def short_words(instrument: str, way: str) -> str:
    said = {"form": catalogue.get(instrument).title}
    if way == Way.TELEPHONE:
        return _("%(form)s to be signed at the next meeting") % said
    return _("%(form)s: add the scan of the signed paper") % said


@at_meetings
def to_sign(case: Case) -> list[str]:
    """What was asked by telephone is signed when the client is met."""
    return [words(one) for one in outstanding(case) if one.way == Way.TELEPHONE]


def words(signature: Signature) -> str:
    """What is outstanding, in a sentence."""
    title = catalogue.get(signature.response.instrument).title
    if signature.waits_for_scan:
        said = {"form": title, "why": signature.because}
        return _("%(form)s: the scan of the signed paper is to be added. %(why)s") % said
    return _("%(form)s: asked by telephone, to be signed at the next meeting.") % {"form": title}


def put_under(response: Response, said: Signed, by) -> Signature | None:
    """Part of signing: how it is signed, unless on this screen now."""
    rules.check_way(said, mode=response.mode, today=today())
    return None if said.way == Way.SCREEN else keep(response, said, by)


@service
def follow(*, response: Response, said: Signed, by) -> Signature:
    """Keep the signature that a form waited for, or the scan of it. The form stays as it is."""
    response = Response.objects.select_for_update(of=("self",)).select_related("file").get(pk=response.pk)
    before = latest(response)
    rules.check_follow(by, response, before, said, today=today())
    if before.waits_for_scan and said.way == Way.PAPER:
        said = Signed(way=Way.PAPER, who=before.who, signed_on=before.signed_on, paper=said.paper)
    return keep(response, said, by)


def keep(response: Response, said: Signed, by) -> Signature:
    title = catalogue.get(response.instrument).title
    paper = None
    if said.paper is not None:
        label = _("%(form)s, signed on paper") % {"form": title}
        paper = attachments.add_sent(file=response.file, sent=said.paper, label=label, by=by)
    kept = Signature.objects.create(
        file=response.file,
        response=response,
        way=said.way,
        who=said.who,
        signed_on=said.signed_on,
        paper=paper,
        because="" if paper else said.because,
    )
    audit.record("assessment.signature_kept", on=kept, way=str(said.way), scan=paper is not None)
    told = {"form": title, "name": said.who}
    sentence = {
        Way.TELEPHONE: _("%(form)s asked by telephone: to be signed at the next meeting"),
        Way.PAPER: _("%(form)s signed on paper by %(name)s"),
        Way.SCREEN: _("%(form)s signed by %(name)s"),
    }[Way(said.way)]
    timeline.add(response.file, "assessment.signature", sentence % told, about=kept)
    return kept
