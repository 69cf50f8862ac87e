"""The table of the menu: one row for each USSD session, with its last screen."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, PrimaryKeyConstraint, String, Table, Text, false

from ledger.columns import Moment, Number
from ledger.tables import metadata

session = Table(
    "session",
    metadata,
    Column("line", String(64), nullable=False),
    # The carrier's own id of it. A call that brings it again, with another number, is nobody's.
    Column("code", String(128), nullable=False),
    Column("number", Number, nullable=False),
    # Where the caller is in the menu; null once it is over.
    Column("state", JSON(none_as_null=True)),
    # What was pressed last; all that was pressed, where the carrier sends that. The mark is its number of the press.
    Column("heard", Text, nullable=False, server_default=""),
    Column("mark", String(64), nullable=False, server_default=""),
    # What the phone shows, so that a call that comes again gets the same.
    Column("screen", Text, nullable=False, server_default=""),
    Column("over", Boolean, nullable=False, server_default=false()),
    Column("started_at", Moment, nullable=False),
    Column("pressed_at", Moment, nullable=False),
    PrimaryKeyConstraint("line", "code"),
    Index("ix_session_number_pressed_at", "number", "pressed_at"),
)
