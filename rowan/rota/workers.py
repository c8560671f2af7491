"""The people of a service as the rota knows them: who is here, away, on duty, and what they offer."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from rowan.accounts.models import Membership, User
from rowan.common.dates import clock_time, local, local_day, short_day
from rowan.rota.models import Absence, Duty, Offer, Pattern, TeamMember


def here(service) -> QuerySet[User]:
    """Everybody who works in this service today, by name."""
    live = Membership.objects.live().filter(service=service)
    return User.objects.filter(pk__in=live.values("user")).order_by("name", "id")


def rostered(people: QuerySet[User], now: datetime) -> QuerySet[User]:
    """These people with what `Worker` tells of them. One statement for any number."""
    day = local_day(now)
    absent = Absence.objects.on(day).filter(user=OuterRef("pk")).order_by("-last_day", "id")
    today = Pattern.objects.filter(user=OuterRef("pk"), weekday=day.weekday())
    offer = Offer.objects.filter(user=OuterRef("pk"))
    duty = Duty.objects.on(now).filter(user=OuterRef("pk")).order_by("-ends_at", "id")
    teams = TeamMember.objects.filter(user=OuterRef("pk"), until=None, team__ended_at=None)
    return people.annotate(
        away_until=Subquery(absent.values("last_day")[:1]),
        away_kind=Subquery(absent.values("kind")[:1]),
        cover_name=Subquery(absent.values("cover__name")[:1]),
        works_from=Subquery(today.values("starts")[:1]),
        works_to=Subquery(today.values("ends")[:1]),
        has_pattern=Exists(Pattern.objects.filter(user=OuterRef("pk"))),
        duty_until=Subquery(duty.values("ends_at")[:1]),
        language_words=Subquery(offer.values("languages")[:1]),
        skill_words=Subquery(offer.values("skills")[:1]),
        team_names=ArraySubquery(teams.order_by("team__name").values("team__name")),
    )


@dataclass(frozen=True)
class Worker:
    """One person as the rota tells of them. `away_until` is the last day away, None for somebody here."""

    user: User
    away_until: date | None
    away_kind: str
    cover: str
    works: tuple[time, time] | None
    has_pattern: bool
    duty_until: datetime | None
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    teams: tuple[str, ...]

    @classmethod
    def of(cls, user) -> "Worker":
        return cls(
            user=user,
            away_until=user.away_until,
            away_kind=user.away_kind or "",
            cover=user.cover_name or "",
            works=(user.works_from, user.works_to) if user.works_from else None,
            has_pattern=user.has_pattern,
            duty_until=user.duty_until,
            languages=words_in(user.language_words or ""),
            skills=words_in(user.skill_words or ""),
            teams=tuple(user.team_names),
        )

    def is_at_work(self, now: datetime) -> bool:
        """By the pattern, and not away."""
        return (
            self.away_until is None
            and self.works is not None
            and self.works[0] <= local(now).time() < self.works[1]
        )

    @property
    def today_words(self) -> str:
        """What this day looks like: away until when, from when until when, or not today."""
        if self.away_until:
            return _("Away until %(day)s") % {"day": short_day(self.away_until)}
        if self.works:
            return _("Works %(start)s to %(end)s") % {
                "start": self.works[0].strftime("%H:%M"),
                "end": self.works[1].strftime("%H:%M"),
            }
        return _("Not today") if self.has_pattern else _("No pattern given")

    @property
    def duty_words(self) -> str:
        return _("On duty until %(time)s") % {"time": clock_time(self.duty_until)} if self.duty_until else ""


def everybody(service, now: datetime) -> list[Worker]:
    """All who work here with their day: one statement."""
    return [Worker.of(user) for user in rostered(here(service), now)]


def on_now(service, now: datetime) -> list[Worker]:
    """Who is on at this moment: on duty first, then those whose pattern says that they work. One statement."""
    clock = local(now).time()
    on = (
        rostered(here(service), now)
        .filter(
            Q(duty_until__isnull=False)
            | Q(works_from__lte=clock, works_to__gt=clock, away_until__isnull=True)
        )
        .order_by(F("duty_until").asc(nulls_last=True), "name", "id")
    )
    return [Worker.of(user) for user in on]


def words_in(text: str) -> tuple[str, ...]:
    """ "Urdu, Punjabi and English" as its words, each once, as they were written."""
    found = [part.strip() for part in re.split(rf"[,;/\n]|\s(?:{_('and')}|&)\s", text)]
    return tuple({fold(word): word for word in found if word}.values())


def fold(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(letter for letter in plain if letter.isalnum())


def in_common(wanted: str, offered: tuple[str, ...]) -> list[str]:
    """The languages of a person that somebody offers, in the person's order."""
    theirs = {fold(word) for word in offered}
    return [word for word in words_in(wanted) if fold(word) in theirs]
