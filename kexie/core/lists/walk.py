"""Reading a long list in its order: SQLite is told to walk the index of the order instead of sorting what it finds.

Given `path >= … AND path < … ORDER BY starts_on DESC LIMIT 50`, SQLite takes the range for selective, collects all
100,000 rows of a whole county and sorts them (10 ms for page 1, 66 ms for page 1000). With the range kept from the
planner it walks the index of the order and stops at the page: 0.1 and 3 ms. Measured in docs/decisions/0010.
PostgreSQL weighs this by its statistics and is left alone.
"""

from __future__ import annotations

from copy import copy
from typing import Any

from django.db import models
from django.db.models import Func, QuerySet
from django.db.models.expressions import Col
from django.db.models.lookups import Lookup
from django.db.models.sql.where import WhereNode

FEW = 2000  # rows that are sorted faster than an index is walked


class Unindexed(Func):
    """A column whose conditions choose no index on SQLite (unary plus); the plain column elsewhere."""

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Write `+column`. Only for text, days and keys: the plus also drops what a number column converts."""
        return self.as_sql(compiler, connection, template="+%(expressions)s", **context)


def in_order(rows: QuerySet[Any], order: list[str], *, is_long: bool) -> QuerySet[Any]:
    """Return `rows` in `order`; when they are many, read along the index of the order if there is one."""
    rows = rows.order_by(*order)
    first = order[0].removeprefix("-")
    if is_long and _has_index(rows.model, first):
        rows = rows.all()
        _hide(rows.query.where, keep=first)
    return rows


def _has_index(model: type[models.Model], name: str) -> bool:
    if name in ("pk", "id"):
        return True
    firsts = {index.fields_orders[0][0] for index in model._meta.indexes if index.fields}
    return name in firsts or any(f.name == name and (f.db_index or f.unique) for f in model._meta.concrete_fields)


def _hide(node: WhereNode, keep: str) -> None:
    for at, child in enumerate(node.children):
        if isinstance(child, WhereNode):
            _hide(child, keep)
        elif isinstance(child, Lookup) and _may_hide(child.lhs, keep):
            # Clones of a query share their conditions: this one gets its own.
            node.children[at] = child = copy(child)
            child.lhs = Unindexed(child.lhs, output_field=child.lhs.output_field)


def _may_hide(lhs: Any, keep: str) -> bool:
    plain = models.CharField | models.TextField | models.ForeignKey | models.DateField
    return isinstance(lhs, Col) and isinstance(lhs.target, plain) and lhs.target.name != keep
