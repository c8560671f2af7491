"""Every change to people and to the ways of reaching them."""

from rowan.people.services.arriving import Named, Way, Written, open_file_naming
from rowan.people.services.contact import add_contact_point, change_contact_point, folded, reveal
from rowan.people.services.persons import Told, add_person, change_person, open_file_for

__all__ = [
    "Named",
    "Told",
    "Way",
    "Written",
    "add_contact_point",
    "add_person",
    "change_contact_point",
    "change_person",
    "folded",
    "open_file_for",
    "open_file_naming",
    "reveal",
]
