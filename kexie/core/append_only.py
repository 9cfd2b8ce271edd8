"""Tables that only grow: the database itself refuses to change or delete their rows."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations import RunPython

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION kexie_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$
"""


def guard(connection: BaseDatabaseWrapper, table: str) -> None:
    """Make the database refuse UPDATE and DELETE (and TRUNCATE on PostgreSQL) on `table`."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION)
            cursor.execute(
                f"CREATE TRIGGER {table}_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION kexie_append_only()"
            )
            return
        for act in ("update", "delete"):
            cursor.execute(
                f"CREATE TRIGGER {table}_grows_{act} BEFORE {act.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
            )


def release(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the refusal away again: for undoing a migration, and for tests that empty their database."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_grows ON {table}")
            return
        for act in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_grows_{act}")


class AppendOnly(RunPython):
    """Migration operation: from here on `table` only grows."""

    def __init__(self, table: str) -> None:
        self.table = table
        super().__init__(
            lambda apps, editor: guard(editor.connection, table),
            lambda apps, editor: release(editor.connection, table),
        )

    def deconstruct(self) -> tuple:
        """Name the operation by its table, not by its functions."""
        return (self.__class__.__name__, [self.table], {})

    def describe(self) -> str:
        """Say what the operation does."""
        return f"{self.table} only grows"
