"""Who is named in a file, and how each of them may be reached."""

from rowan.people.models.contact import CHANNELS, Channel, Checked, ContactKind, ContactPoint, SafeTime
from rowan.people.models.person import (
    Characteristics,
    NameKey,
    Origin,
    OtherName,
    Part,
    Person,
    Relation,
    Relationship,
    Responsibility,
    Sourced,
    YesNo,
)
from rowan.people.models.reaching import RESULTS, Approach, Happened, Happening, NoContact, Result

__all__ = [
    "CHANNELS",
    "RESULTS",
    "Approach",
    "Channel",
    "Characteristics",
    "Checked",
    "ContactKind",
    "ContactPoint",
    "Happened",
    "Happening",
    "NameKey",
    "NoContact",
    "Origin",
    "OtherName",
    "Part",
    "Person",
    "Relation",
    "Relationship",
    "Responsibility",
    "Result",
    "SafeTime",
    "Sourced",
    "YesNo",
]
