"""What the tests of the pages share: forms as a browser sends them, addresses, a page as plain words."""

import re

NEW = {
    "referrer": "police",
    "agency_name": "Ashmere Police",
    "contact_name": "PC Lena Farrow",
    "received_at_day": "yesterday",
    "received_at_month": "",
    "received_at_year": "",
    "received_at_time": "09:42",
    "given": "Dawn",
    "family": "Tressider",
    "phone": "07700 900 142",
    "safe_call": "yes",
    "reason": "He waits outside her work.",
}
LIST = {
    "agency_name": "Ashmere Police",
    "referrer": "police",
    "received_at_day": "yesterday",
    "received_at_month": "",
    "received_at_year": "",
    "received_at_time": "09:42",
}


def address(kind: str, referral=None, listed=None) -> str:
    ref = referral.file.reference if referral else ""
    return {
        "list": "/r/",
        "new": "/r/new/",
        "list-new": "/r/lists/new/",
        "board": f"/r/lists/{listed.pk}/" if listed else "",
        "referral": f"/r/{ref}/",
        "match": f"/r/{ref}/match/",
        "conflict": f"/r/{ref}/conflict/",
        "allocate": f"/r/{ref}/allocate/",
        "try": f"/r/{ref}/tries/new/",
    }[kind]


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


TRY = {
    "at_day": "today",
    "at_month": "",
    "at_year": "",
    "at_time": "00:01",
    "method": "call",
    "reached": "no",
    "message_left": "no",
    "outcome": "It rang out.",
}
