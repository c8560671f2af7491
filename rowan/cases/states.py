"""What a case may become next, who may do it, and which step of the specification that is (support.md 2.2).

`docs/reference/` draws it. What else a step needs is asked by the service that takes it.
"""

from dataclasses import dataclass

from rowan.access.permissions import Permission as P
from rowan.cases.models import State as S


@dataclass(frozen=True)
class Step:
    """One step of the drawing: its id in the specification and the permission that takes it."""

    id: str
    permission: P


def step(id: str, permission: P = P.CASE_WORK) -> Step:
    return Step(id, permission)


# A referral is closed by whoever puts down the last of what closing needs, which may be that its referrer was
# told. Who may say how it ended is asked there.
DECLINED = step("T-6", P.REFERRAL_RECORD)
SENT_ON = step("T-11", P.REFERRAL_RECORD)
REACHED = {S.CLOSED_DECLINED: DECLINED, S.CLOSED_ADVICE: DECLINED}
NOT_OURS = {S.CLOSED_REFERRED_ON: SENT_ON, S.CLOSED_MISTAKE: SENT_ON}

MAY_FOLLOW: dict[S, dict[S, Step]] = {
    S.RECEIVED: {
        S.CHECKED: step("T-2", P.REFERRAL_RECORD),
        S.CLOSED_REFILED: step("T-2", P.REFERRAL_RECORD),
        **REACHED,
        **NOT_OURS,
    },
    S.CHECKED: {
        S.ALLOCATED: step("T-3", P.REFERRAL_ALLOCATE),
        S.CLOSED_REFILED: step("T-2", P.REFERRAL_RECORD),
        **REACHED,
        **NOT_OURS,
    },
    S.ALLOCATED: {
        S.CONTACTING: step("T-4", P.REFERRAL_RECORD),
        **REACHED,
        **NOT_OURS,
    },
    S.CONTACTING: {
        S.ENGAGED: step("T-5"),
        S.UNABLE: step("T-7", P.REFERRAL_RECORD),
        **REACHED,
        **NOT_OURS,
    },
    S.UNABLE: {
        S.CONTACTING: step("T-8", P.REFERRAL_RECORD),
        S.CLOSED_NO_CONTACT: step("T-9", P.REFERRAL_RECORD),
        **REACHED,
        **NOT_OURS,
    },
    S.ENGAGED: {S.ACTIVE: step("T-12"), S.CLOSED_REFERRED_ON: SENT_ON},
    S.ACTIVE: {
        S.REDUCED: step("T-20"),
        S.INTENSE: step("T-21"),
        S.SILENT: step("T-23"),
        S.EXITING: step("T-25"),
    },
    S.REDUCED: {
        S.ACTIVE: step("T-22"),
        S.INTENSE: step("T-21"),
        S.SILENT: step("T-23"),
        S.EXITING: step("T-25"),
    },
    S.INTENSE: {
        S.ACTIVE: step("T-22"),
        S.REDUCED: step("T-20"),
        S.SILENT: step("T-23"),
        S.EXITING: step("T-25"),
    },
    S.SILENT: {S.ACTIVE: step("T-24"), S.EXITING: step("T-26")},
    S.EXITING: {S.CLOSED: step("T-27")},
    S.CLOSED: {S.FOLLOWUP_DUE: step("T-28"), S.RETAINED: step("T-29")},
    S.CLOSED_NO_CONTACT: {S.RETAINED: step("T-29")},
    S.CLOSED_DECLINED: {S.RETAINED: step("T-29")},
    S.CLOSED_REFERRED_ON: {S.RETAINED: step("T-29")},
    S.CLOSED_ADVICE: {S.RETAINED: step("T-29")},
    S.CLOSED_MISTAKE: {S.RETAINED: step("T-29")},
    S.CLOSED_REFILED: {S.RETAINED: step("T-29")},
    S.FOLLOWUP_DUE: {S.RETAINED: step("T-30")},
    S.RETAINED: {S.DISPOSED: step("T-33")},
    S.DISPOSED: {},
}


def drawing() -> str:
    """The states and steps as a diagram that code hosts draw."""
    lines = ["stateDiagram-v2", f"    [*] --> {node(S.RECEIVED)}: T-1"]
    lines += [f'    state "{state.label}" as {node(state)}' for state in S]
    lines += [
        f"    {node(state)} --> {node(following)}: {step.id}"
        for state, after in MAY_FOLLOW.items()
        for following, step in after.items()
    ]
    lines += [f"    {node(state)} --> [*]" for state, after in MAY_FOLLOW.items() if not after]
    return "\n".join(lines)


def node(state: S) -> str:
    return state.value.replace("-", "_")
