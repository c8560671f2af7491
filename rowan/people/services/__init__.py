"""Every change to people and to the ways of reaching them."""

from rowan.people.services.arriving import Named, Way, Written, open_file_naming
from rowan.people.services.contact import add_contact_point, change_contact_point, folded, reveal, unanswered
from rowan.people.services.persons import Told, add_person, change_person, open_file_for
from rowan.people.services.reaching import (
    Said,
    add_safe_time,
    allow_contact,
    begin,
    close_left_open,
    end,
    end_safe_time,
    forbid_contact,
    forbidden_in,
    happened,
    how_to_speak,
    left_open,
    left_open_in,
    refuse,
    when_ended,
)

__all__ = [
    "Named",
    "Said",
    "Told",
    "Way",
    "Written",
    "add_contact_point",
    "add_person",
    "add_safe_time",
    "allow_contact",
    "begin",
    "change_contact_point",
    "change_person",
    "close_left_open",
    "end",
    "end_safe_time",
    "folded",
    "forbid_contact",
    "forbidden_in",
    "happened",
    "how_to_speak",
    "left_open",
    "left_open_in",
    "open_file_for",
    "open_file_naming",
    "refuse",
    "reveal",
    "unanswered",
    "when_ended",
]
