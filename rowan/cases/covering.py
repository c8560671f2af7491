from datetime import date

from rowan.clocks.standing_in import stands_in
from rowan.rota.models import Absence


@stands_in
def covered(user, day: date):
    """The time limits of somebody away run on the day of whoever covers for them."""
    return Absence.objects.covered_by(user, day)
