"""The pages under `docs/reference/`, made from the code so that they cannot say something else than it does.

One module makes one page: `page(root) -> str`, where `root` is the folder of the project.
"""

from rowan.workspace.reference import data, events, permissions, routes, rules, states

PAGES = {
    "rules.md": rules.page,
    "permissions.md": permissions.page,
    "routes.md": routes.page,
    "events.md": events.page,
    "data.md": data.page,
    "states.md": states.page,
}
