"""Who is named in a file, and how each of them may be reached."""

from rowan.people.models.contact import ContactKind, ContactPoint
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

__all__ = [
    "Characteristics",
    "ContactKind",
    "ContactPoint",
    "NameKey",
    "Origin",
    "OtherName",
    "Part",
    "Person",
    "Relation",
    "Relationship",
    "Responsibility",
    "Sourced",
    "YesNo",
]
