"""Registrations are settled: by whom and when, and when the clerks were told of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.add_column("registration", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("registration", sa.Column("settled_by", sa.String(length=32), nullable=True))
    op.create_index("ix_registration_office_number", "registration", ["office", "number"])
    op.create_index("ix_registration_office_state", "registration", ["office", "state"])
    op.create_index("ix_registration_office_told_at", "registration", ["office", "told_at"])


def downgrade() -> None:
    """Go back."""
    for name in ("ix_registration_office_told_at", "ix_registration_office_state", "ix_registration_office_number"):
        op.drop_index(name, table_name="registration")
    for name in ("settled_by", "settled_at", "told_at"):
        op.drop_column("registration", name)
