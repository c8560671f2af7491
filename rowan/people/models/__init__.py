"""Who is named in a file, and how each of them may be reached."""

from rowan.people.models.contact import CHANNELS, Channel, Checked, ContactKind, ContactPoint, SafeTime, Which
from rowan.people.models.history import Earlier
from rowan.people.models.person import (
    Characteristics,
    Circumstances,
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
    "Circumstances",
    "ContactKind",
    "ContactPoint",
    "Earlier",
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
    "Which",
    "YesNo",
]
