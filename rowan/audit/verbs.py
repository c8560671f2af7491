"""Every kind of event on the record, with the sentence a reader sees (PL-121).

Higher rooms add theirs by `add()` when they are loaded; an unknown verb is refused.
"""

VERBS: dict[str, str] = {}


def add(**sentences: str) -> None:
    """Name new kinds of event. Underscores become points: `file_opened` is `file.opened`."""
    for name, sentence in sentences.items():
        VERBS[name.replace("_", ".", 1)] = sentence


add(
    request_refused="Was refused: not theirs to do",
    request_unknown="Asked for something that does not exist for them",
    request_probed="Asked for one thing after another that does not exist for them",
    request_conflict="Was stopped because the record had moved on",
    request_forged="Sent a form that had gone stale",
    request_extra_fields="Sent fields that the form does not have",
    request_limited="Was slowed down",
    request_failed="Met a fault in the program",
    audit_verified="The record was checked from end to end",
    audit_broken="The record was checked and a break was found",
)
