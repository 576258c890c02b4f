"""What is not finished, in the order of its deadlines

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NOT_FINISHED = sa.text("state IN ('on_hold', 'open', 'submitted')")


def upgrade() -> None:
    for unit in ("township", "county"):
        op.create_index(
            f"ix_ticket_{unit}_unfinished",
            "ticket",
            [f"{unit}_id", "due_on", "id"],
            postgresql_where=NOT_FINISHED,
            sqlite_where=NOT_FINISHED,
        )


def downgrade() -> None:
    for unit in ("township", "county"):
        op.drop_index(f"ix_ticket_{unit}_unfinished", "ticket")
