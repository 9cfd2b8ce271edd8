"""What a row says of the body it names, wherever it says it: not founded yet, no more, of another kind than others."""

from __future__ import annotations

from datetime import date

from kexie.core import clock
from kexie.core.loading import Context, Row
from kexie.core.personal import unsealed
from kexie.core.sheets.values import parse_date
from kexie.network.organisations import queries
from kexie.network.organisations.models import Organisation
from kexie.work.governance import rules


def texts_of(row: Row) -> list[str]:
    """Return what stands in the cells of a row as text, understood or not."""
    read = [value for value in row.values.values() if isinstance(value, str)]
    return [*read, *row.unread.values(), *(str(unsealed(value)) for value in row.extra.values())]


def is_unfounded(row: Row) -> bool:
    """Test whether a row, or the line it stands below, says that its body is not founded yet."""
    return rules.is_unfounded(texts_of(row)) or rules.is_unfounded([row.section])


def end_of(row: Row, name: str, context: Context) -> date | None:
    """Return the day a row says its body ended on: what it writes, else the roster's own; None for one that stands."""
    text = rules.words_of_end(texts_of(row), name)
    if not text:
        return None
    written = parse_date(rules.day_written(text), year=context.year).value
    day = written or min(rules.year_end_written(text) or context.as_of, context.as_of)
    return day if day <= clock.today() and day <= context.year_end else None


def kind_of(row: Row) -> str:
    """Return of which kind the body of a row of a list is that may mix towns with villages, firms and societies."""
    category, name = str(row.get("level") or ""), queries.comparable(str(row.get("name") or ""))
    found = rules.kind_of_body(name, category, row.section)
    return found or Organisation.Kind.ASSOCIATION


def remember_unfounded(row: Row, context: Context) -> None:
    """Keep in mind for the lists of the same batch that a town has no association yet."""
    context.shared.setdefault("unfounded", set()).add(queries.town_forms(str(row.get("name") or "")))


def is_known_unfounded(town: str, context: Context) -> bool:
    """Test whether a roster of the same batch said that a town has no association yet."""
    stem, bare = queries.town_forms(town)
    told = context.shared.get("unfounded", ())
    return any(bare == other and (stem in (mine, bare) or mine == bare) for mine, other in told)
