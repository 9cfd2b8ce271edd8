"""Paths: where a row stands in a tree, as text whose subtrees are ranges that both databases walk by index."""

from __future__ import annotations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 5  # characters a level; 36^5 = 60 million rows
DEEPEST = 12  # levels that fit a path column


def segment(key: int) -> str:
    """Return a row's own part of a path: its key in base 36, five characters, sorting like numbers."""
    text = ""
    for _step in range(STEP):
        key, rest = divmod(key, 36)
        text = DIGITS[rest] + text
    if key:
        raise ValueError("too many rows for a path segment")
    return text


def after(path: str) -> str:
    """Return the first text past every path under a given one: from the path up to it, that is its subtree.

    A range, not a prefix match: both databases walk an index for a range, SQLite does not for LIKE.
    """
    head, last = path[:-1], path[-1]
    return after(head) + "0" if last == "Z" else head + DIGITS[DIGITS.index(last) + 1]


def is_within(path: str, top: str) -> bool:
    """Test whether `path` is `top` or lies under it."""
    return path.startswith(top)


def ancestors(path: str) -> list[str]:
    """Return every path from the root down to `path` itself."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def key_of(path: str) -> int:
    """Return the key of the row a path ends at."""
    return int(path[-STEP:], 36)


def depth_of(path: str) -> int:
    """Return how many levels a path has; a root has one."""
    return len(path) // STEP
