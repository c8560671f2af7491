"""What each role may do (PL-26)."""

from pathlib import Path

from rowan.access.permissions import Permission
from rowan.access.roles import ROLES
from rowan.workspace.reference.markdown import MADE, code, table, tick


def page(root: Path) -> str:
    roles = list(ROLES.values())
    about = [
        (code(r.slug), r.name, r.description, ", ".join(sorted(r.kinds)) or "none", tick(r.second_person))
        for r in roles
    ]
    matrix = [
        (code(permission.value), *(tick(permission in r.permissions) for r in roles))
        for permission in Permission
    ]
    return "\n".join(
        [
            "# Permissions by role\n",
            MADE,
            "Permissions only add. What takes away is a seal, a bar or a hold on the file itself.\n",
            table(["role", "shown as", "who", "services", "given by two people"], about),
            "## Who may do what\n",
            table(["permission", *(r.name for r in roles)], matrix),
        ]
    )
