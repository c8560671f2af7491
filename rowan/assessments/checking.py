"""What the check page tells before somebody signs: what is in the way, what is open, what signing starts."""

from collections.abc import Sequence
from functools import cached_property

from django.utils.translation import gettext as _

from rowan.assessments import rules
from rowan.assessments.asking import asking_of
from rowan.assessments.models import Response
from rowan.assessments.people import InFile
from rowan.assessments.services import roles_of
from rowan.assessments.sheets import link_to
from rowan.assessments.unsaved import Unsaved
from rowan.assessments.words import Judgement, judgement_in
from rowan.common.dates import today
from rowan.instruments import dash
from rowan.instruments.answers import Answers, value
from rowan.instruments.checks import Problem
from rowan.instruments.fields import PartLine
from rowan.instruments.forms import problem_links
from rowan.instruments.gaps import GapRow, gap_rows
from rowan.instruments.schema import NO, YES
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
        self.threshold = by.acting_service.dash_threshold
        self.answers = dash.signed(
            self.definition, answers, signer=by.name, by=str(by.pk), day=today(), threshold=self.threshold
        )
        self.asking = asking_of(response, known, answers=self.answers)
        self.link = link_to(response, "?checked=yes")

    @cached_property
    def wrong(self) -> list[Problem]:
        return rules.in_the_way(
            self.definition,
            self.answers,
            self.response.gap_reasons,
            today=today(),
            threshold=self.threshold,
            children=self.known.children,
        )

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
        asked = dash.reasons_asked(self.definition, self.answers)
        return gap_rows(self.asking, asked, self.response.gap_reasons, self.link)

    @property
    def to_put_right(self) -> list[tuple[str, str]]:
        """What a reason cannot stand for, before anybody has pressed Sign."""
        open_items = {row.item for row in self.gap_rows}
        return problem_links(self.asking, [p for p in self.wrong if p.item not in open_items], self.link)

    @property
    def so_far(self) -> SoFar:
        return so_far(self.definition, self.answers, threshold=self.threshold)

    @property
    def lines(self) -> tuple[PartLine, ...]:
        return self.asking.lines(link_to(self.response), here=len(self.definition.sections))

    @property
    def judgement(self) -> Judgement:
        return judgement_in(self.asking)

    @property
    def judged_url(self) -> str:
        place = self.definition.places["dash.judged-level"]
        return self.link(1 + self.definition.sections.index(place.section)) + "#dash-judged-level"

    @property
    def starts(self) -> list[str]:
        """What signing sets in motion."""
        begun = [_("The form is locked. A mistake is put right by a new version; both stay.")]
        begun.append(_("The judged level stands in the header of the file, with your name and your reason."))
        if dash.visible_high(self.answers, self.threshold):
            begun.append(_("A Marac referral is prompted, because of the count."))
        if dash.lowered(self.answers, self.threshold):
            begun.append(_("A manager is told that the level is below what the count shows."))
        if (
            value(self.answers, "dash.pro.child-risk") == YES
            and value(self.answers, "dash.pro.child-referral") == NO
        ):
            begun.append(_("Telling children’s social care is prompted at once."))
        return begun

    @property
    def signer(self) -> str:
        return _("%(name)s, %(role)s") % {"name": self.by.name, "role": roles_of(self.by)}
