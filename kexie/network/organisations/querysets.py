"""Questions about divisions and organisations that chain."""

from __future__ import annotations

from typing import Any, Self

from django.db.models import ForeignKey, Lookup, Q, QuerySet

from kexie.core import paths
from kexie.core.gate import GuardedQuerySet


@ForeignKey.register_lookup
class InBranches(Lookup):
    """`organisation__in_branches=[path, …]`: the body is one of those at the paths, or below.

    What `organisation__in=Organisation.objects.filter(…)` says, written down directly: every list, block and figure
    of a page asks it, and building that query each time took longer than the database needs to answer it.
    """

    lookup_name = "in_branches"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Write `column IN (SELECT id … WHERE path >= … AND path < …)`."""
        column, values = self.process_lhs(compiler, connection)
        table = connection.ops.quote_name(self.lhs.output_field.related_model._meta.db_table)
        ranges = " OR ".join(['("path" >= %s AND "path" < %s)'] * len(self.rhs))
        ends = [end for path in self.rhs for end in (path, paths.after(path))]
        return f'{column} IN (SELECT "id" FROM {table} WHERE {ranges})', [*values, *ends]


class DivisionQuerySet(QuerySet):
    """Filters only: reference data that everyone may read."""

    def valid(self) -> Self:
        """Keep divisions that exist today."""
        return self.filter(valid_until__isnull=True)

    def below(self, code: str) -> Self:
        """Keep the divisions right below a code; "" gives the provinces."""
        return self.filter(parent_code=code)

    def matching(self, text: str) -> Self:
        """Keep divisions whose name holds a text, or whose code starts with it."""
        return self.filter(Q(code__gte=text, code__lt=f"{text}:") if text.isdecimal() else Q(name__contains=text))


class OrganisationQuerySet(GuardedQuerySet):
    """Filters only: each returns a queryset and touches one idea."""

    def under(self, path: str) -> Self:
        """Keep an organisation and everything below it."""
        return self.filter(path__gte=path, path__lt=paths.after(path))

    def active(self) -> Self:
        """Keep bodies that exist: neither suggested only, nor dissolved, nor registered by mistake."""
        return self.filter(state="active")

    def standing(self) -> Self:
        """Keep what belongs in the tree: all but bodies registered by mistake."""
        return self.exclude(state="withdrawn")

    def without_personal(self) -> Self:
        """Leave the columns that must be decrypted in the database until someone asks."""
        return self.defer("head", "head_index", "contact", "contact_index", "phone", "phone_index", "note", "extra")
