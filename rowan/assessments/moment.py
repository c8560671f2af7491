"""One form in front of one person who may sign it: what its practice looks at."""

from dataclasses import dataclass
from datetime import date

from rowan.accounts.models import User
from rowan.assessments.models import Response
from rowan.assessments.people import InFile
from rowan.common.dates import today
from rowan.instruments.schema import Definition
from rowan.sharing.agreements.standing import explained


@dataclass(frozen=True)
class Moment:
    """A form, who looks at it, and what the file knows of people."""

    response: Response
    known: InFile
    by: User
    day: date
    agreed: bool = True
    """Whether confidentiality was explained in full and an agreement about it is on file (CM-41)."""

    @property
    def definition(self) -> Definition:
        return self.response.definition

    @property
    def reasons(self) -> dict[str, str]:
        return self.response.gap_reasons

    @property
    def threshold(self) -> int:
        """From how many yes answers this service is prompted to refer to a Marac."""
        return self.by.acting_service.dash_threshold


def moment_of(response: Response, known: InFile, by) -> Moment:
    """One statement."""
    return Moment(response, known, by, today(), explained(response.case))
