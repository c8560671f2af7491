"""The one way out: whatever leaves Rowan leaves through `release()`, and a row says so (INV-2)."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.common.audiences import Audience, Recipient
from rowan.documents.papers import KINDS, NotFit, Paper, content_of
from rowan.documents.typesetting import typeset
from rowan.files import attachments, timeline
from rowan.files.context import service
from rowan.files.models import File
from rowan.people.models import Person
from rowan.sharing import rules
from rowan.sharing.models import Disclosure, How

AUDIENCE_OF = {
    Recipient.SURVIVOR: Audience.SURVIVOR,
    Recipient.PCH: Audience.PCH,
    Recipient.PROFESSIONAL: Audience.PROFESSIONAL,
    Recipient.AGENCY: Audience.AGENCY_PRIVATE,
    Recipient.STAFF: Audience.STAFF,
}


@service
def release(
    *,
    file: File,
    paper: Paper,
    how: How,
    by,
    basis: str,
    purpose: str,
    to: Person | None = None,
    to_name: str = "",
    rows: Iterable[UUID] = (),
    safe_to_take: str = "",
    kept_where: str = "",
    consent: UUID | None = None,
    decision: UUID | None = None,
    named_for: str = "",
) -> Disclosure:
    """Make this paper for its one reader, keep it as it was made, and write down what left.

    `to` is the person of the file who gets it, `to_name` an agency's name; `rows` are the ids of what stands
    on it, `named_for` the kind of office that the file name tells. One paper has one reader: two readers are
    two papers and two rows (PL-95). What is told by telephone has its paper all the same: it is what was said.
    Nothing is given back but the row; `paper_of` reads the paper from where it is kept.

    Raises `NotNow` with a sentence when a rule or the paper itself forbids it; then nothing is made.
    """
    to_name = to_name or str(to or "")
    rules.check_release(
        by,
        kind=paper.kind,
        recipient=paper.recipient,
        how=how,
        to=to,
        to_name=to_name,
        basis=basis,
        purpose=purpose,
        safe_to_take=safe_to_take,
        kept_where=kept_where,
        consent=consent,
        decision=decision,
    )
    try:
        # Some ten milliseconds, and killed after its time: short enough to stand inside the transaction.
        pdf = typeset(paper)
    except NotFit as why:
        raise NotNow(why.sentence) from None
    disclosure = Disclosure.objects.create(
        file=file,
        kind=paper.kind,
        recipient=paper.recipient,
        audience=AUDIENCE_OF[Recipient(paper.recipient)],
        to=to,
        to_name=to_name,
        named_for=named_for,
        how=how,
        purpose=purpose,
        basis=basis,
        consent=consent,
        decision=decision,
        lines={"fields": fields_on(paper), "rows": [str(row) for row in rows]},
        safe_to_take=safe_to_take,
        kept_where=kept_where if how == How.BY_HAND else "",
        sha256=hashlib.sha256(pdf).hexdigest(),
        size=len(pdf),
        stored_as=attachments.store(pdf),
    )
    audit.record(
        "paper.released",
        on=disclosure,
        kind=paper.kind,
        recipient=str(paper.recipient),
        how=str(how),
        basis=basis,
    )
    timeline.add(
        file,
        "paper.released",
        _("%(paper)s: %(how)s") % {"paper": title_of(disclosure), "how": disclosure.get_how_display()},
        about=disclosure,
    )
    return disclosure


def title_of(disclosure: Disclosure) -> str:
    """What the paper calls itself."""
    return str(KINDS[disclosure.kind].words["title"])


def fields_on(paper: Paper) -> list[str]:
    """The names of the fields that stand on it, those of its rows after a point."""
    names = []
    for name, value in content_of(paper).items():
        if isinstance(value, list):
            names += sorted({f"{name}.{part}" for row in value for part in row if row[part] is not None})
        elif value is not None:
            names.append(name)
    return names


class Altered(RuntimeError):
    """The kept paper is not, byte for byte, the one that was made."""


def paper_of(disclosure: Disclosure) -> bytes:
    """The paper exactly as it was made. `Altered` when what is stored is anything else."""
    pdf = attachments.path_of(disclosure).read_bytes()
    if hashlib.sha256(pdf).hexdigest() != disclosure.sha256:
        raise Altered(f"The paper of disclosure {disclosure.pk} has changed on disk.")
    return pdf
