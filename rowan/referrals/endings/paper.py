"""The paper that tells a referrer the outcome: built from the referral's own public facts and a fixed sentence."""

from collections.abc import Iterator

from django.db.models import Value

from rowan.common.audiences import Audience, Recipient, fields_of
from rowan.common.dates import local_day, today
from rowan.documents.kinds import REFERRAL_OUTCOME
from rowan.documents.names import RecipientKind
from rowan.documents.papers import Paper
from rowan.documents.view import View
from rowan.people.models import ContactPoint, Person
from rowan.referrals.endings.outcomes import sentence_of
from rowan.referrals.models import Referral, Referrer

OFFICE = {
    Referrer.POLICE: RecipientKind.POLICE,
    Referrer.HEALTH: RecipientKind.HEALTH,
    Referrer.AGENCY: RecipientKind.OTHER,
    Referrer.FAMILY: RecipientKind.OTHER,
    Referrer.OTHER: RecipientKind.OTHER,
}
LANGUAGE = "en-gb"


def paper_of(referral: Referral, *, whom: str, service) -> Paper:
    """What the referrer is told, and not one field more (CM-16).

    Their own reference and the day we received it are theirs already. No number, address, code word or full
    name that the file holds may stand in what somebody typed as the one who is told.
    """
    readers = {name: shown.audience for name, (shown, _kept) in fields_of(Referral).items()}
    return Paper(
        kind=REFERRAL_OUTCOME.name,
        recipient=Recipient.PROFESSIONAL,
        view=View.of(
            Recipient.PROFESSIONAL,
            [
                (Audience.SURVIVOR, "service_name", service.name),
                (Audience.SURVIVOR, "phone", service.contact),
                (readers["contact_name"], "whom", whom),
                (Audience.PROFESSIONAL, "theirs", referral.their_reference or None),
                (Audience.PROFESSIONAL, "ours", str(referral.file)),
                (Audience.PROFESSIONAL, "received", local_day(referral.received_at)),
                (readers["outcome"], "outcome", sentence_of(referral)),
            ],
        ),
        language=LANGUAGE,
        made_on=today(),
        never=tuple(never_on(referral)),
    )


def never_on(referral: Referral) -> Iterator[str]:
    points = ContactPoint.objects.filter(file=referral.file_id).values_list(
        Value("way"), "value", "code_word"
    )
    people = Person.objects.filter(file=referral.file_id).values_list(Value("name"), "given", "family")
    for sort, first, second in points.union(people):
        if sort == "way":
            yield from filter(None, (first, second))
        elif first and second:
            yield f"{first} {second}"
