"""What a case may become next, and every time limit."""

from pathlib import Path

from rowan.cases.models import State
from rowan.cases.states import MAY_FOLLOW, drawing
from rowan.clocks.standards import STANDARDS
from rowan.workspace.reference.markdown import MADE, code, table


def page(root: Path) -> str:
    steps = [
        (step.id, state.label, following.label, code(step.permission.value))
        for state, after in MAY_FOLLOW.items()
        for following, step in after.items()
    ]
    states = [(code(state.value), state.label) for state in State]
    limits = [
        (
            standard.slug,
            standard.words,
            standard.starts,
            standard.met,
            standard.length or standard.without,
            "; ".join(
                ["its owner", *(f"{told.role} {told.after} after it was due" for told in standard.told)]
            ),
            standard.adjustable,
            standard.source,
        )
        for standard in STANDARDS.values()
    ]
    return "\n".join(
        [
            "# States of a case, and time limits\n",
            MADE,
            "The ids of steps and limits are those of the specification (support.md, 2.2 and part 5).\n",
            f"```mermaid\n{drawing()}\n```\n",
            table(["state", "shown as"], states),
            "## What may follow\n",
            table(["step", "from", "to", "permission"], steps),
            "## Time limits\n",
            table(
                ["id", "what", "starts", "met", "length", "stands on the day of", "adjustable", "source"],
                limits,
            ),
        ]
    )
