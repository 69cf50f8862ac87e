"""USSD sessions, each with the screen that its phone shows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "session",
        sa.Column("line", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=128), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("state", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("heard", sa.Text(), server_default="", nullable=False),
        sa.Column("mark", sa.String(length=64), server_default="", nullable=False),
        sa.Column("screen", sa.Text(), server_default="", nullable=False),
        sa.Column("over", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("line", "code", name=op.f("pk_session")),
    )
    op.create_index("ix_session_number_pressed_at", "session", ["number", "pressed_at"])


def downgrade() -> None:
    """Go back."""
    op.drop_index("ix_session_number_pressed_at", table_name="session")
    op.drop_table("session")
