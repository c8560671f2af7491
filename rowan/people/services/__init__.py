"""Every change to people and to the ways of reaching them."""

from rowan.people.services.contact import add_contact_point, change_contact_point, reveal
from rowan.people.services.persons import Told, add_person, change_person, open_file_for

__all__ = [
    "Told",
    "add_contact_point",
    "add_person",
    "change_contact_point",
    "change_person",
    "open_file_for",
    "reveal",
]
