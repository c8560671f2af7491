from datetime import date

from rowan.cases.models import CaseWorker
from rowan.clocks.standing_in import stands_in, works_beside
from rowan.rota.models import Absence


@stands_in
def covered(user, day: date):
    """The time limits of somebody away run on the day of whoever covers for them."""
    return Absence.objects.covered_by(user, day)


@works_beside
def helped(user):
    """The time limits of a case run on the day of whoever helps with it too."""
    return CaseWorker.objects.helping(user).values("file")
