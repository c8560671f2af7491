"""Papers without anybody on them: blank forms, which leave no trace of a person and so need no ground.

They hold our own words, or those a service has loaded, and how to reach the service. A kind that could print
anything else is refused.
"""

from collections.abc import Iterable

from django.http import HttpResponse

from rowan.access.permissions import NotNow
from rowan.common.audiences import Audience, Recipient
from rowan.common.dates import today
from rowan.documents.blank_forms import BLANK, BlankForm, view_of
from rowan.documents.names import NeutralWord, client_file_name, pdf_response
from rowan.documents.papers import KINDS, NotFit, Paper
from rowan.documents.typesetting import typeset
from rowan.documents.view import View

MAY_SAY = frozenset({"service_name", "phone", "hours"})


def give_blank(kind: str, *, service, language: str, name: str) -> HttpResponse:
    """A blank form of this service as a download. ValueError for a kind with room for more than the service."""
    if more := set(KINDS[kind].fields) - MAY_SAY:
        raise ValueError(f"{kind} has room for {', '.join(sorted(more))}, so it is no blank form.")
    said = {"service_name": service.name, "phone": service.contact, "hours": service.hours}
    view = View.of(
        Recipient.PROFESSIONAL,
        [(Audience.PROFESSIONAL, field, said[field]) for field in KINDS[kind].fields],
    )
    paper = Paper(kind=kind, recipient=Recipient.PROFESSIONAL, view=view, language=language, made_on=today())
    return _given(paper, name)


def give_forms(forms: Iterable[BlankForm], *, language: str) -> HttpResponse:
    """Blank forms for our own people, as one paper under a neutral name."""
    view = view_of(forms)
    paper = Paper(kind=BLANK.name, recipient=Recipient.STAFF, view=view, language=language, made_on=today())
    return _given(paper, client_file_name(paper.made_on, NeutralWord.PAPER))


def _given(paper: Paper, name: str) -> HttpResponse:
    try:
        return pdf_response(typeset(paper), name)
    except NotFit as why:
        raise NotNow(why.sentence) from why
