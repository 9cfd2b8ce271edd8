"""Chains of approval: whose word is needed, level by level; pure."""

from __future__ import annotations

OWN, PARENT, COUNTY = "own", "parent", "county"
ROLES = ("officer", "checker", "administrator")
MOST_STEPS = 4
ASSOCIATION = "association"


def where(at: str, bodies: list[tuple[int, str, str]]) -> int | None:
    """Return the key of the body where a step is decided, None where there is none.

    bodies: (key, kind, level) of the asking body and those above it, from the top down. "own" is the asking body,
    "parent" the one right above it, "county" the nearest association of a county (a body of that county may be it).
    """
    if at == OWN:
        return bodies[-1][0]
    if at == PARENT:
        return bodies[-2][0] if len(bodies) > 1 else None
    counties = [key for key, kind, level in bodies if kind == ASSOCIATION and level == "county"]
    return counties[-1] if counties else None


def steps_of(chain: list[dict[str, str]], bodies: list[tuple[int, str, str]]) -> list[tuple[str, int]]:
    """Return (role, key of the body) of each step in order; what falls together with the step before is asked once.

    A step at a level that the asking body does not have above it is left out.
    """
    found: list[tuple[str, int]] = []
    for step in chain:
        key = where(step["at"], bodies)
        if key is not None and (step["role"], key) not in found:
            found.append((step["role"], key))
    return found


def why_not_decide(*, state: str, is_own: bool, holds_role: bool) -> str:
    """Return why somebody may not decide the step that waits, or "".

    "decided": nothing waits any more; "own": nobody agrees to what they submitted themself; "not_yours": the step
    asks for another role, or one at another body.
    """
    if state != "open":
        return "decided"
    if is_own:
        return "own"
    return "" if holds_role else "not_yours"
