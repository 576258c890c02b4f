"""The box for complaints and suggestions

Revision: 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("contact", sa.String(length=100), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_complaint_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_complaint_code_hash")),
    )
    with op.batch_alter_table("complaint") as batch:
        batch.create_index(op.f("ix_complaint_unit_id"), ["unit_id"])
    op.create_table(
        "complaint_answer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("complaint_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_answer_complaint_id_complaint")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_complaint_answer_answered_by_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_complaint_answer_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_answer")),
    )
    with op.batch_alter_table("complaint_answer") as batch:
        batch.create_index(op.f("ix_complaint_answer_complaint_id"), ["complaint_id"])
    op.create_table(
        "complaint_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "network", name=op.f("pk_complaint_count")),
    )


def downgrade() -> None:
    op.drop_table("complaint_count")
    op.drop_table("complaint_answer")
    op.drop_table("complaint")
