"""A file with its client, to try the way out on."""

from rowan.documents.tests import making
from rowan.files.models import File
from rowan.people.models import Part, Person
from rowan.sharing.grounds import OWN
from rowan.sharing.models import How
from rowan.sharing.services import release


def file_with_client(given="Leila", family="Haddon", **person):
    file = File.objects.create(side="survivor")
    client = Person.objects.create(file=file, part=Part.SUBJECT, given=given, family=family, **person)
    return file, client


def given(file, client, by, *, paper=None, **changed):
    """A paper given by hand, as it should be; `changed` is what a test makes different."""
    return release(
        **{
            "file": file,
            "paper": paper or making.full(),
            "how": How.BY_HAND,
            "by": by,
            "basis": OWN,
            "purpose": "The client’s own copy of the plan",
            "to": client,
            "safe_to_take": "yes",
            "kept_where": "At her sister’s",
        }
        | changed
    )
