"""Photos that must not be here

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withheld",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("withheld_by", sa.String(length=36), nullable=False),
        sa.Column("withheld_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["withheld_by"], ["person.id"], name=op.f("fk_withheld_withheld_by_person")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_withheld")),
    )


def downgrade() -> None:
    op.drop_table("withheld")
