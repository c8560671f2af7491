"""Every kind of event on the record, with the sentence a reader sees (PL-121)."""

from pathlib import Path

from rowan.audit.verbs import VERBS
from rowan.workspace.reference.markdown import MADE, code, table


def page(root: Path) -> str:
    rows = [(code(verb), sentence) for verb, sentence in sorted(VERBS.items())]
    return "\n".join(
        [
            "# Events on the record\n",
            MADE,
            "The sentence follows a name and a time: who did it stands before it, on which file after it.\n",
            table(["event", "sentence"], rows),
        ]
    )
