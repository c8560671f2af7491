"""Closing a referral because nobody was reached: a worker asks, a manager agrees (T-9, CM-12 to CM-14)."""

from collections.abc import Collection, Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.files import timeline
from rowan.files.context import service
from rowan.people.models import YesNo
from rowan.referrals.endings import rules
from rowan.referrals.models import Closing, Outcome, Referral
from rowan.referrals.services.ending import answering, close_when_whole, hold_all, log_outcome, tries_of
from rowan.referrals.services.telling import tell_as_planned


@service
def propose_closing(
    *,
    referral: Referral,
    note: str,
    by,
    tell_how: str = "",
    tell_whom: str = "",
    fewer_because: str = "",
    seen: Collection[str] | None = None,
) -> Closing:
    """Ask a manager to close it because nobody was reached (T-9, CM-12 to CM-14). `seen` as in `end`."""
    referral, every = hold_all(referral)
    rules.check_seen(answering(every), seen)
    rules.check_propose(
        by,
        referral,
        note=note,
        fewer_because=fewer_because,
        attempts=tries_of(referral.case),
        now=timezone.now(),
    )
    closing = Closing.objects.create(
        file=referral.file,
        referral=referral,
        note=note,
        tell_how=tell_how,
        tell_whom=tell_whom,
        because=fewer_because,
    )
    audit.record("referral.closing_proposed", on=closing)
    timeline.add(
        referral.file,
        "referral.closing_proposed",
        _("A manager is asked to close it: not reached"),
        about=closing,
    )
    return closing


@service
def confirm_closing(*, closing: Closing, by, because: str = "") -> Closing:
    """A manager agrees: not reached is logged, and the referrer told where a letter or message does it."""
    closing, referral, every = held(closing)
    rules.check_confirm(by, closing)
    because = because or closing.because
    rules.check_open(referral)
    tries = tries_of(referral.case)
    rules.check_not_reached(by, referral, fewer_because=because, attempts=tries, now=timezone.now())
    now = timezone.now()
    closing.change(by=by, at=now, decided_at=now, decided_by=by, agreed=YesNo.YES, because=because)
    log_outcome(every, Outcome.NO_CONTACT, closing.note, tries, by, fewer_tries_because=because)
    audit.record("referral.closing_confirmed", on=closing)
    tell_as_planned(referral, closing, by)
    close_when_whole(every, by)
    return closing


@service
def send_back(*, closing: Closing, because: str, by) -> Closing:
    """A manager does not agree and says what is still to be done."""
    closing, referral, _every = held(closing)
    rules.check_confirm(by, closing)
    if not because.strip():
        raise NotNow(_("Say what is still to be done."))
    now = timezone.now()
    closing.change(by=by, at=now, decided_at=now, decided_by=by, agreed=YesNo.NO, because=because)
    audit.record("referral.closing_sent_back", on=closing)
    timeline.add(
        referral.file, "referral.closing_sent_back", _("Not closed: more is to be done"), about=closing
    )
    return closing


def confirm_many(*, closings: Iterable[Closing], by) -> dict[Closing, str]:
    """Each of these by itself: one that cannot be closed does not hold up the others.

    Returns those left as they were, with the sentence that says why. One that was decided meanwhile, by a
    second press of the button or by a colleague, is passed over.
    """
    left = {}
    for closing in closings:
        try:
            with transaction.atomic():
                confirm_closing(closing=closing, by=by)
        except NotNow as why:
            if not Closing.objects.filter(pk=closing.pk, agreed=YesNo.YES).exists():
                left[closing] = str(why)
    return left


def held(closing: Closing) -> tuple[Closing, Referral, list[Referral]]:
    """The referrals are held first, as everywhere: two who decide at once wait for each other."""
    referral, every = hold_all(Referral.objects.get(pk=closing.referral_id))
    return Closing.objects.select_for_update(of=("self",)).get(pk=closing.pk), referral, every
