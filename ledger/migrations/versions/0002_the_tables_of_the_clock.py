"""The tables of the clock: reminders, closed days, deputies and excused units."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "reminded",
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("duty", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("outbound", _ID, nullable=False),
        sa.ForeignKeyConstraint(["outbound"], ["outbound.id"], name=op.f("fk_reminded_outbound")),
        sa.PrimaryKeyConstraint("office", "period", "duty", "step", "phone", name=op.f("pk_reminded")),
    )
    op.create_index("ix_reminded_outbound", "reminded", ["outbound"])
    op.create_table(
        "snapshot",
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("period", sa.Date(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_snapshot_office")),
        sa.PrimaryKeyConstraint("office", "period", "revision", name=op.f("pk_snapshot")),
    )
    op.create_table(
        "deputy",
        sa.Column("id", _ID, nullable=False),
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("officer", sa.String(length=32), nullable=False),
        sa.Column("deputy", sa.String(length=32), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office"], ["office.code"], name=op.f("fk_deputy_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    op.create_index("ix_deputy_office_last", "deputy", ["office", "last"])
    op.create_table(
        "excused",
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("unit", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office", "unit"], ["unit.office", "unit.code"], name=op.f("fk_excused_office_unit")),
        sa.PrimaryKeyConstraint("office", "day", "unit", name=op.f("pk_excused")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("excused")
    op.drop_table("deputy")
    op.drop_table("snapshot")
    op.drop_table("reminded")
