"""Joanne Pike, whose former partner is Terry, and a Dash about it: every one of them invented."""

from django.utils import timezone

from rowan.assessments import edits, services
from rowan.assessments.asking import asking_of
from rowan.assessments.models import Mode, Response
from rowan.cases.models import Case, State
from rowan.common.dates import today
from rowan.files.models import File
from rowan.instruments.tests.filled import ALL_NO, BEFORE, JUDGEMENT, PARTS
from rowan.people.models import Part, Person

WAITS = {"dash.purpose-explained": "The agreement is explained next week"}


def joanne(
    world, persona: str = "practitioner", *, state: State = State.ENGAGED, children: bool = False
) -> Case:
    """Her file in the persona's own service, with a case that the persona leads."""
    with world.acting(persona):
        file = File.objects.create(side="survivor")
        Person.objects.create(file=file, part=Part.SUBJECT, given="Joanne", family="Pike")
        Person.objects.create(file=file, part=Part.PCH, given="Terry", family="Pike")
        if children:
            Person.objects.create(file=file, part=Part.CHILD, given="Mia", family="Pike")
        now = timezone.now()
        lead = None if state == State.RECEIVED else world.user(persona)
        return Case.objects.create(file=file, state=state, state_since=now, opened_at=now, lead=lead)


def terry(world, case: Case, persona: str = "practitioner") -> str:
    with world.acting(persona):
        return str(Person.objects.get(file=case.file, part=Part.PCH).pk)


def begun(world, case: Case, persona: str = "practitioner", **more) -> Response:
    with world.acting(persona):
        return services.start(case=case, by=world.user(persona), **more)


def posted(response: Response, number: int | None = None, **changes) -> dict[str, list[str]]:
    """What a browser sends back from a page of the form when these items were changed; None clears one.

    `q14__target=["you"]` is the item dash.q14.target, `judged_level` dash.judged-level.
    """
    sent = asking_of(response).as_posted(number)
    for name, given in changes.items():
        item = "dash." + name.replace("__", ".").replace("_", "-")
        sent.pop(f"{item}:none", None)
        sent[item] = [] if given is None else [given] if isinstance(given, str) else list(given)
    return sent


def edit(response: Response, *, seen: int | None = None, **changes) -> edits.Edit:
    """An edit of the whole form as it stands, made from the version it stands at."""
    asking = asking_of(response)
    return edits.between(
        asking,
        asking.as_posted(),
        posted(response, **changes),
        seen=response.version if seen is None else seen,
        today=today(),
    )


def answer(world, response: Response, persona: str = "practitioner", **changes) -> Response:
    with world.acting(persona):
        response = Response.objects.select_related("file").get(pk=response.pk)
        return services.save(response=response, edit=edit(response, **changes), by=world.user(persona))


def all_of(yes: int) -> dict[str, list[str]]:
    """A whole Dash as posted: the first items yes with their parts, the rest no, the judgement."""
    given = {**BEFORE, **ALL_NO, **JUDGEMENT}
    for number in range(1, yes + 1):
        given[f"dash.q{number}"] = "yes"
        given |= {name: part for name, part in PARTS.items() if name.startswith(f"dash.q{number}.")}
    return {name: [value] if isinstance(value, str) else list(value) for name, value in given.items()}


def ready(world, case: Case, persona: str = "practitioner", *, yes: int = 9, **changes) -> Response:
    """A Dash with everything answered, so that it can be signed; `changes` as for `posted`."""
    response = begun(world, case, persona)
    with world.acting(persona):
        by, asking = world.user(persona), asking_of(response)
        sent = asking.as_posted() | all_of(yes) | {"dash.abusers": [terry(world, case, persona)]}
        whole = edits.between(asking, asking.as_posted(), sent, seen=response.version, today=today())
        response = services.save(response=response, edit=whole, by=by)
        if changes:
            response = services.save(response=response, edit=edit(response, **changes), by=by)
        return services.explain_gaps(response=response, reasons=WAITS, mode=Mode.FACE_TO_FACE, by=by)


def sign(world, response: Response, persona: str = "practitioner") -> Response:
    with world.acting(persona):
        return services.sign(response=response, seen=response.version, by=world.user(persona))


def signed(world, case: Case, persona: str = "practitioner", *, yes: int = 9, **changes) -> Response:
    return sign(world, ready(world, case, persona, yes=yes, **changes), persona)
