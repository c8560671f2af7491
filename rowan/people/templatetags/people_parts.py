"""How people are told of on a page: `{% load people_parts %}`."""

from django import template
from django.utils.translation import gettext as _

from rowan.common.dates import partial, today
from rowan.people.models import Person, SafeTime
from rowan.people.times import Slot

register = template.Library()


@register.filter
def age(person: Person) -> int | None:
    """`{{ person|age }}`: in whole years today, where the whole birth date is known."""
    return person.age_on(today())


@register.filter
def born(somebody) -> str:
    """`{{ person|born }}`: the birth date as exactly as it is known, or nothing."""
    return partial(*somebody.birth) if somebody.birth else ""


@register.filter
def facts(person: Person) -> list[tuple[str, str]]:
    """`{% for label, words in person|facts %}`: what is known, in the order people ask for it."""
    link = person.to_subject
    known = [
        (_("Born"), partial(*person.birth) if person.birth else ""),
        (_("Age"), "" if person.age_estimate is None else _("about %(n)s") % {"n": person.age_estimate}),
        (_("Other names"), ", ".join(person.also_known_as.splitlines())),
        (_("Is"), link.get_kind_display() if link else ""),
        (_("Parental responsibility"), link.get_parental_responsibility_display() if link else ""),
        (_("Live together"), link.get_live_together_display() if link else ""),
        (_("Pronouns"), person.pronouns),
        (_("Gender"), person.gender),
        (_("Languages"), person.languages),
        (_("Interpreter"), person.interpreter_language or person.get_interpreter_display()),
        (_("Told by"), person.get_origin_display()),
    ]
    return [(label, words) for label, words in known if words]


@register.filter
def times(row: SafeTime) -> Slot:
    """`{{ row|times }}`: "09:15 to 11:30 weekdays"."""
    return Slot.of_row(row)
