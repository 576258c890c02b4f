"""Who changed a kind of problem

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("issue_type") as batch:
        batch.add_column(sa.Column("changed_by", sa.String(length=36), nullable=True))
        batch.create_foreign_key(op.f("fk_issue_type_changed_by_person"), "person", ["changed_by"], ["id"])
    op.execute("UPDATE issue_type SET icon = 'books' WHERE icon = 'book'")  # what the sprite calls it


def downgrade() -> None:
    with op.batch_alter_table("issue_type") as batch:
        batch.drop_constraint(op.f("fk_issue_type_changed_by_person"), type_="foreignkey")
        batch.drop_column("changed_by")
