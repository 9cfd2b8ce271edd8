"""Which role may do what: a table, free of the database."""

from __future__ import annotations

READ = frozenset({"view", "export"})
KEEP = READ | {"edit", "import", "undo_import", "report", "save_view"}

ACTIONS: dict[str, frozenset[str]] = {
    "reader": READ,
    "clerk": KEEP,
    "officer": KEEP | {"move", "found", "dissolve", "define_metric", "view_personal"},
    "checker": READ | {"view_personal", "sign", "close_period", "reopen_period", "view_trail"},
    "administrator": KEEP
    | {
        "move", "found", "dissolve", "define_metric", "view_personal", "view_users", "manage_users", "grant", "view_trail",
        "manage_terms", "manage_jobs",
    },
    # 三员分立: set up, authorise, audit. None of the three touches the work's records.
    "system_administrator": frozenset({"view_users", "manage_users", "manage_terms", "manage_jobs"}),
    "security_administrator": frozenset({"view_users", "grant"}),
    "audit_administrator": frozenset({"view_users", "view_trail"}),
}  # fmt: skip
SEPARATED = ("system_administrator", "security_administrator", "audit_administrator")
COMBINED = "administrator"


def actions_of(role: str, *, separated: bool) -> frozenset[str]:
    """Return what a role may do; with separation of administrators on, the combined one loses those three's work."""
    actions = ACTIONS[role]
    if separated and role == COMBINED:
        return actions - frozenset().union(*(ACTIONS[name] for name in SEPARATED))
    return actions


def roles_for(action: str, *, separated: bool) -> frozenset[str]:
    """Return the roles that may do an action."""
    return frozenset(role for role in ACTIONS if action in actions_of(role, separated=separated))
