"""Blank forms on paper, to ask away from the desk."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.assessments.practice import PRACTICE
from rowan.instruments import on_paper, wording
from rowan.sharing.blanks import give_forms


@requires(Permission.ASSESSMENT_READ, scope=Scope.SERVICE, event="assessment.blank_read", methods=("GET",))
def form_blank(request: HttpRequest, instrument: str) -> HttpResponse:
    """A form without an answer, in the words this service asks it in. It holds nothing about anybody."""
    if instrument not in PRACTICE:
        raise Http404
    definition = wording.current(instrument)
    language = definition.language or get_language()
    return give_forms([on_paper.blank_of(definition)], language=language)
