"""Database triggers that keep the timeline append-only, whatever program is connected.

Called by the migration that makes the table. What stands here is part of that migration's meaning:
a later change gets a function of its own.
"""

from typing import Any

TABLE = "timeline_entry"
REFUSAL = "timeline rows are never changed or removed"


def create(op: Any, dialect: str) -> None:
    """Refuse UPDATE and DELETE on the timeline.

    :param op: alembic's operations. :param dialect: ``sqlite`` or ``postgresql``.
    """
    for statement in _SQLITE if dialect == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def drop(op: Any, dialect: str) -> None:
    """Take the triggers away again, for a downgrade."""
    if dialect == "sqlite":
        for verb in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{verb}")
        return
    op.execute(f"DROP TRIGGER IF EXISTS {TABLE}_append_only ON {TABLE}")
    op.execute(f"DROP FUNCTION IF EXISTS {TABLE}_refuse()")


_SQLITE = tuple(
    f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    for verb in ("UPDATE", "DELETE")
)
_POSTGRESQL = (
    f"CREATE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
)
