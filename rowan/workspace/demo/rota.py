"""Who works when in the demonstration: teams, patterns, languages, somebody away with a cover, the duty desk."""

from datetime import time, timedelta

from rowan.accounts.models import User
from rowan.common.dates import at, today
from rowan.rota import services as rota
from rowan.workspace.demo.acting import as_person

WEEK = {day: (time(9), time(17)) for day in range(5)}
SHORT = {day: (time(9, 30), time(14, 30)) for day in range(4)}
TEAMS = ("Idva", "Outreach")
WORKERS = {  # persona: days, languages, what they know about, team
    "practitioner": (WEEK, "English, Hindi", "Courts", "Idva"),
    "colleague": (WEEK, "English, Yoruba", "Housing", "Outreach"),
    "third worker": (SHORT, "English, Arabic, Polish", "Immigration", "Idva"),
    "senior": (WEEK, "English, Welsh", "", "Idva"),
}


def make(users: dict[str, User]) -> None:
    with as_person(users["manager"]) as helen:
        teams = {name: rota.keep_team(name=name, by=helen) for name in TEAMS}
        for persona, (week, languages, skills, team) in WORKERS.items():
            rota.describe(
                worker=users[persona],
                week=week,
                languages=languages,
                skills=skills,
                teams=[teams[team]],
                by=helen,
            )
        rota.add_absence(
            worker=users["colleague"],
            first_day=today(),
            last_day=today() + timedelta(days=2),
            cover=users["practitioner"],
            by=helen,
        )
        rota.add_duty(
            worker=users["duty"], starts_at=at(today(), time(8)), ends_at=at(today(), time(20)), by=helen
        )
