"""What was typed on pages of a form and not sent from them: it counts wherever the form is looked at next.

A form has a page for each part and one for the whole, and people move between them by links. Each page keeps
its own draft; here they come together again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from rowan.assessments import edits
from rowan.assessments.edits import Edit
from rowan.assessments.models import Response
from rowan.files.models import Draft, LooseDraft
from rowan.instruments.answers import Answers
from rowan.instruments.forms import Asking


@dataclass(frozen=True)
class Unsaved:
    """Somebody's draft of one page: its part (None for the whole form), and whose it is."""

    draft: Draft | LooseDraft
    number: int | None
    owner: str

    def edit(self, asking: Asking, today: date) -> Edit:
        data = self.draft.data
        section = asking.definition.sections[self.number - 1].id if self.number else None
        return edits.between(
            asking, data["shown"], data["fields"], seen=data["version"], today=today, section=section
        )


def pages(response: Response) -> dict[str, int | None]:
    """The address of every page of this form that is filled in, with the number of its part."""
    numbers = range(1, len(response.definition.sections) + 1)
    parts = {reverse("form-part", args=[response.reference, number]): number for number in numbers}
    return {
        response.get_absolute_url(): None,
        reverse("form-turned", args=[response.reference]): None,
        **parts,
    }


def of(response: Response, user) -> tuple[list[Unsaved], list[Unsaved]]:
    """This person's drafts of the form, oldest first, and those of colleagues. Two statements."""
    numbers = pages(response)
    found: list[Draft | LooseDraft] = [
        *Draft.objects.open().filter(file=response.file, path__in=numbers).select_related("owner"),
        *LooseDraft.objects.open()
        .filter(of_service=user.acting_service, path__in=numbers)
        .select_related("owner"),
    ]
    found.sort(key=lambda draft: draft.touched_at)
    drafts = [Unsaved(draft, numbers[draft.path], draft.owner.name) for draft in found]
    mine = [unsaved for unsaved in drafts if unsaved.draft.owner_id == user.pk]
    return mine, [unsaved for unsaved in drafts if unsaved not in mine]


def laid_over(response: Response, mine: Iterable[Unsaved], asking: Asking, by, today: date) -> Answers:
    """The answers as this person has left them, sent or not. Nothing is written."""
    answers = response.answers
    for unsaved in mine:
        answers = edits.laid_over(asking.definition, answers, unsaved.edit(asking, today), by)
    return answers
