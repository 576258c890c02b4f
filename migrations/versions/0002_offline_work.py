"""Offline work: photos that arrive in parts, the order of changes, phones

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SEQ = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("photo_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Text(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_upload_person_id_person")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload") as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_person_id"), ["person_id"])
        batch_op.create_index(batch_op.f("ix_upload_touched_at"), ["touched_at"])

    op.create_table(
        "change",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("subject_id", sa.String(length=36), nullable=False),
        sa.Column("seq", SEQ, nullable=False),
        sa.PrimaryKeyConstraint("subject", "subject_id", name=op.f("pk_change")),
        sa.UniqueConstraint("seq", name=op.f("uq_change_seq")),
    )
    op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", SEQ, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_counter")),
    )
    _number_what_is_there()

    op.create_table(
        "device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["lost_by"], ["person.id"], name=op.f("fk_device_lost_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_device_person_id_person")),
        sa.PrimaryKeyConstraint("id", "person_id", name=op.f("pk_device")),
    )
    with op.batch_alter_table("device") as batch_op:
        batch_op.create_index(batch_op.f("ix_device_person_id"), ["person_id"])
        batch_op.create_index(batch_op.f("ix_device_seen_at"), ["seen_at"])

    op.create_table(
        "discard",
        sa.Column("device", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_discard_person_id_person")),
        sa.PrimaryKeyConstraint("device", "person_id", "seq", name=op.f("pk_discard")),
    )
    with op.batch_alter_table("discard") as batch_op:
        batch_op.create_index(batch_op.f("ix_discard_person_id"), ["person_id"])

    with op.batch_alter_table("receipt") as batch_op:
        batch_op.add_column(sa.Column("brought_by", sa.String(length=36), nullable=True))
        batch_op.create_index("ix_receipt_device_seq", ["device", "person_id", "seq"])
    with op.batch_alter_table("login_session") as batch_op:
        batch_op.add_column(sa.Column("device", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("is_lost", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_login_session_device"), ["device"])
    with op.batch_alter_table("login_session") as batch_op:
        batch_op.alter_column("is_lost", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def _number_what_is_there() -> None:
    """Tickets from before get numbers too, oldest change first, or no phone would ever hear of them."""
    op.execute(
        "INSERT INTO change (subject, subject_id, seq) "
        "SELECT 'ticket', id, row_number() OVER (ORDER BY changed_at, id) FROM ticket"
    )
    op.execute("INSERT INTO change_counter (id, last) SELECT 1, count(*) FROM change HAVING count(*) > 0")


def downgrade() -> None:
    with op.batch_alter_table("login_session") as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_device"))
        batch_op.drop_column("is_lost")
        batch_op.drop_column("device")
    with op.batch_alter_table("receipt") as batch_op:
        batch_op.drop_index("ix_receipt_device_seq")
        batch_op.drop_column("brought_by")
    for table in ("discard", "device", "change_counter", "change", "upload"):
        op.drop_table(table)
