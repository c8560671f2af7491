"""The people of a file as a form speaks of them and offers them to choose from."""

from dataclasses import dataclass

from rowan.assessments.models import Response
from rowan.files.models import File
from rowan.instruments.answers import Answers, Offered, codes
from rowan.instruments.fields import People
from rowan.instruments.schema import OFFERED, Definition, Option
from rowan.people.models import Part, Person

ABUSERS = "dash.abusers"
IN_FORMS = (Part.SUBJECT, Part.PCH, Part.CHILD)


@dataclass(frozen=True)
class InFile:
    """Whom a file knows of: the client, those causing harm by id and name, whether there are children."""

    client: str
    languages: str
    causing_harm: dict[str, str]
    children: bool

    def offered(self, definition: Definition) -> Offered:
        """The choices of every item that chooses among people."""
        options = [Option(code=code, words=name) for code, name in self.causing_harm.items()]
        return {item.id: options for item in definition.items if item.type in OFFERED}

    def named(self, answers: Answers) -> dict:
        """The names that the prompts speak after these answers, ready to be kept with a signed form.

        Those whose behaviour is asked about; until somebody is chosen, all who cause harm in this file.
        """
        chosen = [code for code in codes(answers, ABUSERS) if code in self.causing_harm]
        return {
            "client": self.client,
            "abusers": {code: self.causing_harm[code] for code in chosen or self.causing_harm},
        }


def in_file(file: File) -> InFile:
    """One statement."""
    found = list(Person.objects.filter(file=file, part__in=IN_FORMS).order_by("created_at", "id"))
    client = next((person for person in found if person.part == Part.SUBJECT), None)
    return InFile(
        client=(client.given or str(client)) if client else "",
        languages=client.languages if client else "",
        causing_harm={str(person.pk): str(person) for person in found if person.part == Part.PCH},
        children=any(person.part == Part.CHILD for person in found),
    )


def speaking(named: dict) -> People:
    """The names as prompts use them: the first name where that tells people apart."""
    abusers = list(named.get("abusers", {}).values())
    short = [name.split()[0] for name in abusers]
    return People(named.get("client", ""), tuple(short if len(set(short)) == len(short) else abusers))


def offered_at_signing(response: Response) -> Offered:
    """The choices as they stood when the form was signed: those that were chosen, with their names then."""
    options = [Option(code=code, words=name) for code, name in response.named.get("abusers", {}).items()]
    return {item.id: options for item in response.definition.items if item.type in OFFERED}
