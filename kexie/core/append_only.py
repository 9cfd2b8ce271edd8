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


class Frozen(RunPython):
    """Migration operation: the database refuses to touch rows of `table` as long as `when` holds of them.

    `when` is a condition of portable SQL in which `{row}` stands for the row: as it was before an UPDATE or DELETE, as
    it would be for an INSERT. With `columns`, only an UPDATE that changes one of these is refused.

        Frozen("votes_rollentry", "(SELECT state FROM votes_assembly a WHERE a.id = {row}.assembly_id) <> 'preparing'")
    """

    def __init__(
        self, table: str, when: str, *, acts: tuple[str, ...] = ("insert", "update", "delete"),
        columns: tuple[str, ...] = (), name: str = "frozen",
    ) -> None:  # fmt: skip
        self.table, self.when, self.acts, self.columns, self.name = table, when, tuple(acts), tuple(columns), name
        super().__init__(lambda apps, editor: self._set(editor.connection), lambda apps, editor: self._lift(editor))

    def deconstruct(self) -> tuple:
        """Name the operation by what it refuses, not by its functions."""
        more = {"acts": self.acts, "columns": self.columns, "name": self.name}
        return (self.__class__.__name__, [self.table, self.when], more)

    def describe(self) -> str:
        """Say what the operation does."""
        return f"{self.table} is frozen when {self.when}"

    def _set(self, connection: BaseDatabaseWrapper) -> None:
        for act in self.acts:
            trigger = f"{self.table}_{self.name}_{act}"
            condition = self._condition(act, is_postgres=connection.vendor == "postgresql")
            with connection.cursor() as cursor:
                if connection.vendor != "postgresql":
                    cursor.execute(
                        f"CREATE TRIGGER {trigger} BEFORE {act.upper()} ON {self.table} WHEN {condition} "
                        f"BEGIN SELECT RAISE(ABORT, '{self.table} is frozen'); END"
                    )
                    continue
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                    f"IF {condition} THEN RAISE EXCEPTION '{self.table} is frozen'; END IF; "
                    f"RETURN {'OLD' if act == 'delete' else 'NEW'}; END $$".replace("%", "%%")
                )
                cursor.execute(
                    f"CREATE TRIGGER {trigger} BEFORE {act.upper()} ON {self.table} "
                    f"FOR EACH ROW EXECUTE FUNCTION {trigger}()"
                )

    def _condition(self, act: str, *, is_postgres: bool) -> str:
        held = self.when.format(row="NEW" if act == "insert" else "OLD")
        differs = "IS DISTINCT FROM" if is_postgres else "IS NOT"
        changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in self.columns)
        return f"({held}) AND ({changed})" if changed else held

    def _lift(self, editor: object) -> None:
        connection = editor.connection
        for act in self.acts:
            trigger = f"{self.table}_{self.name}_{act}"
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute(f"DROP FUNCTION IF EXISTS {trigger}() CASCADE")
                else:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
