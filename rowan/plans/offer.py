"""The client's copy on the plan's page: the rows ticked, how it will print, and what stands in its way."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rowan.access.permissions import NotNow
from rowan.common.dates import today
from rowan.documents.papers import KINDS, NotFit, Paper, check, content_of, fingerprint
from rowan.files.models import File
from rowan.people.models import Person
from rowan.plans import copies, rules
from rowan.plans.copies import Copy
from rowan.plans.forms import ids
from rowan.plans.models import Action
from rowan.plans.sheet import Sheet


@dataclass(frozen=True)
class Offer:
    """One copy as it would print now. `paper` is missing where `problem` says why."""

    kind: Copy
    client: Person
    ticked: Collection[UUID]
    paper: Paper | None
    problem: str
    held_back: int

    @property
    def seen(self) -> str:
        return fingerprint(self.paper) if self.paper else ""

    @property
    def words(self) -> dict[str, Any]:
        return dict(KINDS[self.paper.kind].words)

    @property
    def content(self) -> dict[str, Any]:
        """What stands on the paper, and nothing else: what the typesetter would be given."""
        return content_of(self.paper)

    @property
    def parts(self) -> list[tuple[str, list[dict[str, Any]]]]:
        return [(self.words[name], self.content[name]) for name in ("now", "soon") if self.content[name]]


def offer_of(file: File, sheet: Sheet, asked, *, by) -> Offer:
    """`asked` holds what the page was asked for: a `kind`, the `rows` ticked, and for which kind (`was`).

    A kind alone starts with what is ticked beforehand.
    """
    client = copies.client_of(file)
    chosen = asked.get("kind") in Copy.values
    kind = Copy(asked["kind"]) if chosen else copies.safest_kind(client)
    ticked = copies.ticked_beforehand(sheet.actions, kind)
    if chosen and ("was" in asked or "seen" in asked):
        was = Copy(asked["was"]) if asked.get("was") in Copy.values else kind
        ticked = still_ticked(sheet.actions, ticked, ids(asked.getlist("rows")), was)
    ticked &= {a.pk for a in sheet.actions if copies.may_stand(a, kind)}
    paper, problem = made(sheet, kind, ticked, client, by)
    return Offer(kind, client, ticked, paper, problem, len([*sheet.now, *sheet.soon]) - len(ticked))


def made(sheet: Sheet, kind: Copy, ticked: set[UUID], client: Person, by) -> tuple[Paper | None, str]:
    """The paper, or the sentence that says why there can be none yet."""
    try:
        rules.check_copy(by, sheet.plan, by.acting_service, ticked)
        paper = copies.paper_for(
            kind,
            plan=sheet.plan,
            actions=sheet.actions,
            ticked=ticked,
            client=client,
            service=by.acting_service,
            by=by,
            day=today(),
        )
        check(paper)
    except NotNow as no:
        return None, str(no)
    except NotFit as why:
        return None, why.sentence
    return paper, ""


def still_ticked(
    actions: Collection[Action], beforehand: set[UUID], ticked: Collection[UUID], was: Copy
) -> set[UUID]:
    """What somebody ticked; rows that could have no tick on the kind looked at before start afresh."""
    had = {a.pk for a in actions if copies.may_stand(a, was)}
    return set(ticked) | (beforehand - had)
