"""What the check page tells before somebody signs: what is in the way, what is open, what signing starts."""

from collections.abc import Sequence
from functools import cached_property

from django.utils.translation import gettext as _

from rowan.assessments import practice
from rowan.assessments.asking import asking_of
from rowan.assessments.models import Response
from rowan.assessments.moment import moment_of
from rowan.assessments.people import InFile
from rowan.assessments.services import roles_of
from rowan.assessments.sheets import link_to
from rowan.assessments.unsaved import Unsaved
from rowan.assessments.words import Judgement, judgement_in
from rowan.instruments.answers import Answers
from rowan.instruments.checks import Problem
from rowan.instruments.fields import PartLine
from rowan.instruments.forms import problem_links
from rowan.instruments.gaps import GapRow, gap_rows
from rowan.instruments.so_far import SoFar, so_far


class Check:
    """The form as it would be signed now by this person. Nothing is written, and no statement is made."""

    def __init__(self, response: Response, answers: Answers, known: InFile, by, left: Sequence[Unsaved] = ()):
        self.response, self.definition, self.known, self.by, self.left = (
            response,
            response.definition,
            known,
            by,
            left,
        )
        self.now, self.practice = moment_of(response, known, by), practice.of(response)
        self.answers = self.practice.signed(self.now, answers)
        self.asking = asking_of(response, known, answers=self.answers)
        self.link = link_to(response, "?checked=yes")

    @cached_property
    def wrong(self) -> list[Problem]:
        return self.practice.in_the_way(self.now, self.answers)

    @cached_property
    def sentences(self) -> list[tuple[str, str]]:
        """Everything in the way, as address and sentence, for the summary after a refused signature."""
        found = problem_links(self.asking, self.wrong, self.link)
        for page in self.left:
            sentence = _("What you typed here and what a colleague changed do not agree. Open it and choose.")
            found.append((page.draft.path, sentence))
        if not self.response.mode:
            found.append(("#mode", _("Choose how the questions were put.")))
        return found

    @cached_property
    def gap_rows(self) -> list[GapRow]:
        asked = self.practice.reasons_asked(self.now, self.answers)
        return gap_rows(self.asking, asked, self.response.gap_reasons, self.link)

    @property
    def to_put_right(self) -> list[tuple[str, str]]:
        """What a reason cannot stand for, before anybody has pressed Sign."""
        open_items = {row.item for row in self.gap_rows}
        return problem_links(self.asking, [p for p in self.wrong if p.item not in open_items], self.link)

    @property
    def so_far(self) -> SoFar | None:
        """The count, for an instrument that has one. The grid has none (CM-65)."""
        if self.response.instrument != "dash":
            return None
        return so_far(self.definition, self.answers, threshold=self.now.threshold)

    @property
    def lines(self) -> tuple[PartLine, ...]:
        here = None if self.definition.page == "grid" else len(self.definition.sections)
        return self.asking.lines(link_to(self.response), here=here)

    @property
    def judgement(self) -> Judgement | None:
        return judgement_in(self.asking) if self.response.instrument == "dash" else None

    @property
    def judged_url(self) -> str:
        place = self.definition.places["dash.judged-level"]
        return self.link(1 + self.definition.sections.index(place.section)) + "#dash-judged-level"

    @property
    def starts(self) -> list[str]:
        """What signing sets in motion."""
        begun = [_("The form is locked. A mistake is put right by a new version; both stay.")]
        return begun + self.practice.starts(self.now, self.answers)

    @property
    def signer(self) -> str:
        return _("%(name)s, %(role)s") % {"name": self.by.name, "role": roles_of(self.by)}
