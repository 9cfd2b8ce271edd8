"""Posting to the ledger: the only way a number comes into being."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from django.db import models, transaction
from django.db.models import Q

from kexie.core import gate
from kexie.network.organisations.models import Organisation
from kexie.office.ledger import measures
from kexie.office.ledger.models import Entry, Posting

from .book import Book, Source

CHUNK = 2000  # sources handled together


def post(*, source: Source, actor: gate.Actor, note: str = "", at: datetime | None = None) -> Posting | None:
    """Make the ledger say what `source` says now.

    What the record posted before is reversed and the new lines are posted as the next version; when nothing
    differs nothing is written and None comes back. No lines: what stood is reversed.

    :raises NotAllowed: the actor may not edit this record
    """
    gate.require(actor, "edit", source.row)
    with transaction.atomic():
        return Book(actor, note, at).say([source]).get(source.key)


def post_many(*, sources: Iterable[Source], actor: gate.Actor, note: str = "", at: datetime | None = None) -> int:
    """Make the ledger say what many records say, in chunks, and return how many entries were written for them.

    Records may have posted before; those that say the same again write nothing. The caller has passed the gate for
    every row.

    :raises NotAllowed: the actor may not import anywhere
    """
    gate.require(actor, "import", Posting)
    rest, written = iter(sources), 0
    with transaction.atomic():
        book = Book(actor, note, at)
        while chunk := list(islice(rest, CHUNK)):
            written += sum(len(posting.entries_posted) for posting in book.say(chunk).values())
    return written


def withdraw(
    *, model: type[models.Model], keys: Sequence[int], actor: gate.Actor, note: str = "", at: datetime | None = None
) -> int:
    """Reverse whatever these records have standing in the ledger, and return how many postings that were.

    :raises NotAllowed: the actor may not edit records anywhere
    """
    gate.require(actor, "edit", Posting)
    kind, count = model._meta.label_lower, 0
    with transaction.atomic():
        book = Book(actor, note, at)
        for start in range(0, len(keys), CHUNK):
            count += book.unsay([(kind, key) for key in keys[start : start + CHUNK]])
    return count


def place_again(
    *, body: Organisation, since: date, actor: gate.Actor, note: str = "", at: datetime | None = None
) -> int:
    """Post again, at its new place, what a body and all below it have standing since the day it moved; return how many.

    A move is often registered after its day: what was posted in between stood under the old parent. Stocks of before
    go along on the day of the move, as an amount out of the old place and into the new.

    :raises NotAllowed: the actor may not edit at this organisation
    """
    gate.require(actor, "edit", body)
    stocks = [measure.code for measure in measures.every() if measure.is_stock]
    moved = (
        Entry.objects.as_is(body.path).filter(Q(on__gte=since) | Q(measure__in=stocks))
        .filter(posting__reverses__isnull=True, posting__reversed_by__isnull=True)
        .values_list("source_kind", "source_id").distinct().order_by("source_kind", "source_id")
    )  # fmt: skip
    with transaction.atomic():
        rest, count, book = iter([*moved]), 0, Book(actor, note, at)
        while chunk := list(islice(rest, CHUNK)):
            count += book.place_again(chunk)
    return count
