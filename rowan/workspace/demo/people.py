"""Invented people who work in the demonstration. None of them exists."""

from dataclasses import asdict, dataclass

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from rowan.accounts.models import Membership, User
from rowan.agencies.models import Agency, Service

DOMAIN = "demo.rowan.test"  # no live service starts while an account of this domain exists
PASSWORD = "walnut kettle harbour"

SERVICES = {
    "Ashmere Advocacy": ("Ashmere Trust", "support"),
    "Wrenfield Change": ("Ashmere Trust", "perpetrator"),
    "Brackwater Outreach": ("Brackwater Women’s Centre", "support"),
}

WEEKDAYS = {str(day): [["09:00", "20:00" if day == 3 else "17:00"]] for day in range(5)}
DECIDED = {  # what each service has decided for itself
    "contact": "01632 960 118",
    "hours": "weekdays 9 to 5, Thursdays to 8",
    "opening": WEEKDAYS,
    "nation": "ENG",
    "allocation": "senior",
    "allocation_how": "A senior practitioner looks each morning at nine and each afternoon at three.",
    "room": 20,
    "max_attempts": 5,
    "tries_days": 3,
    "intake_days": 10,
    "keep_in_touch_days": 14,
    "keep_in_touch_days_separated": 7,
}


@dataclass(frozen=True)
class Persona:
    """Somebody to sign in as."""

    persona: str
    name: str
    service: str
    role: str

    @property
    def email(self) -> str:
        return f"{self.name.split()[0].lower()}@{DOMAIN}"

    def as_account(self) -> dict:
        return {**asdict(self), "email": self.email, "password": PASSWORD}


PEOPLE = (
    Persona("duty", "Mina Osei", "Ashmere Advocacy", "administrator"),
    Persona("practitioner", "Priya Nandra", "Ashmere Advocacy", "practitioner"),
    Persona("colleague", "Sam Adeyemi", "Ashmere Advocacy", "practitioner"),
    Persona("third worker", "Yusra Halabi", "Ashmere Advocacy", "practitioner"),
    Persona("second duty", "Bea Lindqvist", "Ashmere Advocacy", "administrator"),
    Persona("senior", "Tom Bexley", "Ashmere Advocacy", "senior"),
    Persona("manager", "Helen Okafor", "Ashmere Advocacy", "manager"),
    Persona("second manager", "Ruth Calder", "Ashmere Advocacy", "manager"),
    Persona("officer", "Callum Weir", "Wrenfield Change", "officer"),
    Persona("programme manager", "Joan Petrie", "Wrenfield Change", "manager"),
    Persona("other practitioner", "Nell Farrow", "Brackwater Outreach", "practitioner"),
    Persona("other worker", "Carys Bowen", "Brackwater Outreach", "practitioner"),
    Persona("other duty", "Dele Martins", "Brackwater Outreach", "administrator"),
    Persona("other senior", "Owen Sallis", "Brackwater Outreach", "senior"),
    Persona("other manager", "Ines Duarte", "Brackwater Outreach", "manager"),
    Persona("system administrator", "Alma Reyes", "", "system-administrator"),
)


def make() -> dict[str, User]:
    """The organisations, services and people; the same again when run again."""
    password = make_password(PASSWORD)  # made once: a strong hash is slow on purpose
    users = {p.persona: user_of(p, password) for p in PEOPLE}
    administrator = users["system administrator"]
    services = {}
    for name, (agency_name, kind) in SERVICES.items():
        agency, _ = Agency.objects.get_or_create(name=agency_name)
        services[name], _ = Service.objects.get_or_create(agency=agency, name=name, defaults={"kind": kind})
        if not services[name].is_live:
            Service.objects.filter(pk=services[name].pk).update(live_at=timezone.now(), **DECIDED)
    for p in PEOPLE:
        if p.service:
            Membership.objects.get_or_create(
                user=users[p.persona],
                service=services[p.service],
                role=p.role,
                until=None,
                defaults={"since": timezone.localdate(), "given_by": administrator},
            )
    return users


def user_of(p: Persona, password: str) -> User:
    user = User.objects.filter(email=p.email).first()
    if user is None:
        role = "" if p.service else p.role
        user = User.objects.create(email=p.email, name=p.name, system_role=role, password=password)
    return user
