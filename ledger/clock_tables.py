"""The tables of what goes by the clock: who was reminded, which days were closed, and who is away."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from ledger.columns import Code, Id, Moment, Number
from ledger.tables import metadata

# What nobody is texted about twice: the key goes in together with its text, all that one text is about or nothing.
reminded = Table(
    "reminded",
    metadata,
    Column("office", Code, nullable=False),
    Column("period", Date, nullable=False),
    Column("duty", Code, nullable=False),
    Column("step", String(16), nullable=False),
    Column("phone", Number, nullable=False),
    Column("outbound", Id, ForeignKey("outbound.id"), nullable=False),
    PrimaryKeyConstraint("office", "period", "duty", "step", "phone"),
    Index("ix_reminded_outbound", "outbound"),
)

# A closed day as it was frozen, and as it was again each time that something in it changed afterwards.
snapshot = Table(
    "snapshot",
    metadata,
    Column("office", Code, ForeignKey("office.code"), nullable=False),
    Column("period", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("reason", String(16), nullable=False),
    PrimaryKeyConstraint("office", "period", "revision"),
)

deputy = Table(
    "deputy",
    metadata,
    Column("id", Id, primary_key=True),
    Column("office", Code, ForeignKey("office.code"), nullable=False),
    Column("officer", Number, nullable=False),
    Column("deputy", Number, nullable=False),
    Column("units", JSON, nullable=False),
    Column("since", Moment, nullable=False),
    Column("last", Date, nullable=False),
    Column("ended", Moment),
    Index("ix_deputy_office_last", "office", "last"),
)

excused = Table(
    "excused",
    metadata,
    Column("office", Code, nullable=False),
    # The reporting day on which a duty falls due: nothing is owed then, and what is reported all the same counts.
    Column("day", Date, nullable=False),
    Column("unit", Code, nullable=False),
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("office", "day", "unit"),
    ForeignKeyConstraint(["office", "unit"], ["unit.office", "unit.code"]),
)
