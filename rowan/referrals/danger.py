"""Words that may mean danger to life, found in what a referrer wrote. They are pointed at; a person judges.

Nothing follows from a word, and no word found means nothing: its absence never lowers anything.
"""

import re

PHRASES = (
    "life in danger",
    "life is in danger",
    "throat",
    "strangl\\w*",
    "chok(?:e|ed|ing)",
    "suffocat\\w*",
    "unconscious",
    "passed out",
    "kill\\w*",
    "murder\\w*",
    "finish (?:it|her|him|them)",
    "not see (?:christmas|tomorrow|the morning)",
    "gun",
    "shotgun",
    "rifle",
    "knife",
    "stab\\w*",
    "machete",
    "petrol",
    "acid",
    "set fire",
    "suicid\\w*",
    "overdose",
    "weapon\\w*",
    "sent abroad",
    "forced marriage",
)
FOUND = re.compile(r"\b(?:" + "|".join(PHRASES) + r")\b", re.IGNORECASE)


def words_of_danger(text: str) -> list[str]:
    """The words themselves, each once, as they were written."""
    found = {match[0].lower(): match[0] for match in FOUND.finditer(text)}
    return list(found.values())
