"""References: eight random characters by which a file is spoken of, typed and linked.

They hold no name, no date and no order, and the alphabet has no vowel (so no word) and nothing that is
misheard or misread for another character. Stored and linked as `K7Q2M4XD`, shown as `K7Q2-M4XD`.
"""

import re
import secrets

ALPHABET = "23456789BCDFGHJKMNPQRTVWXZ"
LENGTH = 8

_STORED = re.compile(f"[{ALPHABET}]{{{LENGTH}}}")


def new_reference() -> str:
    """A reference that nobody can guess. Uniqueness is the database's to say: on a clash, ask again."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def show(reference: str) -> str:
    """The form people read and say: `K7Q2M4XD` is shown as `K7Q2-M4XD`."""
    return f"{reference[:4]}-{reference[4:]}"


def read(text: str) -> str | None:
    """The stored form of what somebody typed, in any case, with hyphens or spaces or none; else None."""
    if not text.isascii():
        return None
    compact = re.sub(r"[\s-]+", "", text).upper()
    return compact if _STORED.fullmatch(compact) else None


class ReferenceConverter:
    """`<ref:reference>` in a path. Gives the stored form; anything else is a path that does not exist."""

    regex = r"[0-9A-Za-z]{4}[- ]?[0-9A-Za-z]{4}"

    def to_python(self, value: str) -> str:
        reference = read(value)
        if reference is None:
            raise ValueError("not a reference")
        return reference

    def to_url(self, value: str) -> str:
        return value
