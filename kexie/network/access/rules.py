"""Which role may do what: a table, free of the database."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import cache

READ = frozenset({"view", "export"})
KEEP = READ | {"edit", "import", "undo_import", "report", "save_view"}

ACTIONS: dict[str, frozenset[str]] = {
    "reader": READ,
    "clerk": KEEP,
    "officer": KEEP
    | {
        "move", "found", "dissolve", "define_metric", "view_personal", "certify", "confirm_hours", "agree",
        "send_notice", "recheck",
    },
    "checker": READ
    | {"view_personal", "sign", "close_period", "reopen_period", "view_trail", "confirm_hours", "agree", "recheck"},
    "administrator": KEEP
    | {
        "move", "found", "dissolve", "define_metric", "view_personal", "certify", "confirm_hours", "view_users",
        "manage_users", "grant", "view_trail", "manage_terms", "manage_jobs", "agree", "manage_chains", "send_notice",
        "recheck",
    },
    # Who looks after help: sees why somebody is helped, besides whoever wrote it down.
    "carer": READ | {"help"},
    # 三员分立: set up, authorise, audit. None of the three touches the work's records.
    "system_administrator": frozenset({"view_users", "manage_users", "manage_terms", "manage_jobs"}),
    "security_administrator": frozenset({"view_users", "grant"}),
    "audit_administrator": frozenset({"view_users", "view_trail"}),
}  # fmt: skip
SEPARATED = ("system_administrator", "security_administrator", "audit_administrator")
COMBINED = "administrator"


# What a program may be given: the work itself, never users, rights, trail, signatures or the platform.
FOR_PROGRAMS = KEEP - {"undo_import", "save_view"} | {"view_personal", "confirm_hours", "help"}
LONGEST_TOKEN = 366  # days


def actions_of(role: str, *, separated: bool) -> frozenset[str]:
    """Return what a role may do; with separation of administrators on, the combined one loses those three's work."""
    actions = ACTIONS[role]
    if separated and role == COMBINED:
        return actions - frozenset().union(*(ACTIONS[name] for name in SEPARATED))
    return actions


@cache
def roles_for(action: str, *, separated: bool) -> frozenset[str]:
    """Return the roles that may do an action."""
    return frozenset(role for role in ACTIONS if action in actions_of(role, separated=separated))


WORK_ROLES = frozenset({"reader", "clerk", "officer", "checker", "carer", COMBINED})
GIVES = {COMBINED: WORK_ROLES, "security_administrator": WORK_ROLES | set(SEPARATED)}
POWERS = ("manage_users", "grant", "view_trail")  # somebody must hold each of these over every place


def why_not_grant(
    role: str,
    *,
    own_roles: AbstractSet[str],
    held_roles: AbstractSet[str],
    is_self: bool,
    is_system: bool,
    separated: bool,
) -> str:
    """Return why a role may not be given, or "".

    own_roles: what the giver holds over the place; held_roles: what the receiver holds anywhere, now or later.
    "self": nobody raises themself. "not_yours": the giver's roles do not give this one. "not_separated": the three
    separate administrators exist only where separation is on. "kept_apart": with separation on, one person is one of
    the three and nothing else (GB/T 22239-2019 8.1.5: 系统管理、审计管理、安全管理 are different people).
    """
    if is_self:
        return "self"
    if not is_system and not any(role in GIVES.get(own, ()) for own in own_roles):
        return "not_yours"
    if not separated:
        return "not_separated" if role in SEPARATED else ""
    others = held_roles - {role}
    apart = bool(others) if role in SEPARATED else not held_roles.isdisjoint(SEPARATED)
    return "kept_apart" if apart else ""


def why_not_manage(*, is_self: bool, held: Iterable[tuple[str, str]], reach: Iterable[str], separated: bool) -> str:
    """Return why someone's account may not be touched by an administrator, or "".

    held: (role, path) of every grant of theirs, reach: paths the administrator manages users at. "self": one's own
    account has pages of its own. "above": they hold something outside the reach, so their account would carry the
    administrator there. "kept_apart": with separation on, whoever resets the auditor's password is the auditor.
    """
    if is_self:
        return "self"
    tops = tuple(reach)
    for role, path in held:
        if not any(path.startswith(top) for top in tops):
            return "above"
        if separated and role in SEPARATED:
            return "kept_apart"
    return ""
