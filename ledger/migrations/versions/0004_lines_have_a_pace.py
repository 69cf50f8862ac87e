"""Lines have a pace, a health and a list to look into; texts have a number of segments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("line") as line:
        line.add_column(sa.Column("tokens", sa.Float(), nullable=True))
        line.add_column(sa.Column("tokens_at", sa.DateTime(timezone=True), nullable=True))
        line.add_column(sa.Column("failures", sa.Integer(), server_default="0", nullable=False))
        line.add_column(sa.Column("down_until", sa.DateTime(timezone=True), nullable=True))
        line.add_column(sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("outbound") as outbound:
        outbound.add_column(sa.Column("segments", sa.Integer(), nullable=True))
        outbound.create_index("ix_outbound_line_tried_at", ["line", "tried_at"])


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("outbound") as outbound:
        outbound.drop_index("ix_outbound_line_tried_at")
        outbound.drop_column("segments")
    with op.batch_alter_table("line") as line:
        for name in ("looked_at", "down_until", "failures", "tokens_at", "tokens"):
            line.drop_column(name)
