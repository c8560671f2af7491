"""Somebody answers for themselves when and how they may be rung, in place of whoever sent them."""

from datetime import time

from rowan.accounts.models import User
from rowan.files.keeping import Edit
from rowan.people import services as people
from rowan.people.models import ContactPoint, Part
from rowan.referrals.models import Referral


def number_of(referral: Referral) -> ContactPoint:
    return ContactPoint.objects.get(file=referral.file_id, kind="phone", person__part=Part.SUBJECT)


def safe_hours(referral: Referral, by: User, *windows: tuple[time, time]) -> None:
    """The number of the person of this referral is safe on weekdays, at these hours."""
    point = number_of(referral)
    for opens, closes in windows:
        people.add_safe_time(
            point=point, weekdays="12345", on=None, safe="yes", opens=opens, closes=closes, by=by
        )


def said_themselves(referral: Referral, by: User, *windows: tuple[time, time]) -> None:
    """They said that a call is safe, and on weekdays at these hours."""
    point = number_of(referral)
    asked = Edit(
        changes={"safe_call": "yes"}, base={"safe_call": point.safe_call}, seen=point.version, labels={}
    )
    people.change_contact_point(point=point, edit=asked, by=by)
    safe_hours(referral, by, *windows)
