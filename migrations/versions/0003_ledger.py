"""The ledger: views that people keep, and its two orders

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ORDERS = (("township", "changed_at"), ("township", "due_on"), ("county", "changed_at"), ("county", "due_on"))


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_saved_view_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("person_id", "name", name=op.f("uq_saved_view_person_id_name")),
    )
    with op.batch_alter_table("ticket") as batch:
        batch.drop_index("ix_ticket_county_id")
        for place, column in ORDERS:
            batch.create_index(f"ix_ticket_{place}_{column.split('_')[0]}", [f"{place}_id", column, "id"])


def downgrade() -> None:
    with op.batch_alter_table("ticket") as batch:
        for place, column in ORDERS:
            batch.drop_index(f"ix_ticket_{place}_{column.split('_')[0]}")
        batch.create_index("ix_ticket_county_id", ["county_id"])
    op.drop_table("saved_view")
