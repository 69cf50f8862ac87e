"""The tables.

Codes are text so that a row can be read by eye; every moment is aware UTC; nothing is counted twice because each row's
key says what it is about.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

from ledger.columns import Code, Id, Moment, Number

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

office = Table(
    "office",
    metadata,
    Column("code", Code, primary_key=True),
    Column("name", Text, nullable=False),
    # The campaign as it was loaded: path -> text. Every process judges by this one, whatever its disk says.
    Column("campaign", JSON, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("loaded_at", Moment, nullable=False),
)

line = Table(
    "line",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("office", Code, ForeignKey("office.code"), nullable=False),
    # How many segments it may send at once, and since when it fails: all processes that send keep to it together.
    Column("tokens", Float),
    Column("tokens_at", Moment),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("down_until", Moment),
    # When its carrier's own list was looked into last.
    Column("looked_at", Moment),
)

unit = Table(
    "unit",
    metadata,
    Column("office", Code, ForeignKey("office.code"), nullable=False),
    Column("code", Code, nullable=False),
    Column("name", Text, nullable=False),
    Column("grp", Code, nullable=False),
    Column("parent", Code, nullable=False),
    # A unit that the campaign no longer names stays: what it reported is not deleted.
    Column("active", Boolean, nullable=False, server_default=true()),
    PrimaryKeyConstraint("office", "code"),
)

phone = Table(
    "phone",
    metadata,
    Column("id", Id, primary_key=True),
    Column("office", Code, ForeignKey("office.code"), nullable=False),
    Column("number", Number, nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("refuses_reminders", Boolean, nullable=False, server_default=false()),
    # The carrier refuses to deliver to it (it texted the carrier STOP): shown to the office.
    Column("opted_out", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("office", "number"),
)

phone_unit = Table(
    "phone_unit",
    metadata,
    Column("phone_id", Id, ForeignKey("phone.id"), nullable=False),
    Column("unit", Code, nullable=False),
    # Which of several units comes first: help and status speak of that one where none is named.
    Column("place", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("phone_id", "unit"),
)

inbound = Table(
    "inbound",
    metadata,
    Column("id", Id, primary_key=True),
    Column("line", String(64), nullable=False),
    Column("carrier_id", String(128), nullable=False),
    Column("sender", Number, nullable=False),
    Column("recipient", Number, nullable=False),
    Column("text", Text, nullable=False),
    Column("raw", LargeBinary),
    Column("received_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("partial", Boolean, nullable=False, server_default=false()),
    Column("state", String(16), nullable=False, server_default="received"),
    Column("word", String(32)),
    Column("silence", String(16)),
    Column("unit", Code),
    Column("period", Date),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease", String(32)),
    Column("leased_until", Moment),
    Column("settled_at", Moment),
    UniqueConstraint("line", "carrier_id"),
    Index("ix_inbound_sender_received_at", "sender", "received_at"),
)
Index(
    "ix_inbound_received",
    inbound.c.id,
    sqlite_where=text("state = 'received'"),
    postgresql_where=text("state = 'received'"),
)

report = Table(
    "report",
    metadata,
    # Counts up in the order of judgement: what stood before a withdrawal is found by it, whatever the clocks said.
    Column("id", Id, primary_key=True),
    Column("inbound", Id, ForeignKey("inbound.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("office", Code, nullable=False),
    Column("unit", Code, nullable=False),
    Column("keyword", Code, nullable=False),
    Column("period", Date, nullable=False),
    Column("value1", Integer, nullable=False),
    Column("value2", Integer),
    Column("outcome", String(16), nullable=False),
    Column("late", Boolean, nullable=False),
    Column("moment", Moment, nullable=False),
    Column("previous1", Integer),
    Column("previous2", Integer),
    UniqueConstraint("inbound", "seq"),
    ForeignKeyConstraint(["office", "unit"], ["unit.office", "unit.code"]),
    Index("ix_report_place", "office", "unit", "keyword", "period"),
)

figure = Table(
    "figure",
    metadata,
    Column("office", Code, nullable=False),
    Column("unit", Code, nullable=False),
    Column("keyword", Code, nullable=False),
    Column("period", Date, nullable=False),
    Column("value1", Integer, nullable=False),
    Column("value2", Integer),
    Column("late", Boolean, nullable=False),
    Column("moment", Moment, nullable=False),
    Column("inbound", Id, nullable=False),
    Column("seq", Integer, nullable=False),
    PrimaryKeyConstraint("office", "unit", "keyword", "period"),
    ForeignKeyConstraint(["inbound", "seq"], ["report.inbound", "report.seq"]),
)

total = Table(
    "total",
    metadata,
    Column("office", Code, ForeignKey("office.code"), nullable=False),
    # The unit or office whose whole this is, and the group that was added up: groups are never added to each other.
    Column("whole", Code, nullable=False),
    Column("grp", Code, nullable=False),
    Column("keyword", Code, nullable=False),
    Column("period", Date, nullable=False),
    Column("value1", BigInteger, nullable=False),
    Column("value2", BigInteger, nullable=False),
    Column("units", Integer, nullable=False),
    PrimaryKeyConstraint("office", "whole", "grp", "keyword", "period"),
)

question = Table(
    "question",
    metadata,
    Column("inbound", Id, ForeignKey("inbound.id"), nullable=False),
    Column("office", Code, nullable=False),
    Column("sender", Number, nullable=False),
    Column("unit", Code, nullable=False),
    Column("keyword", Code, nullable=False),
    Column("period", Date, nullable=False),
    Column("value1", Integer, nullable=False),
    Column("value2", Integer),
    Column("doubtful", Boolean, nullable=False),
    Column("moment", Moment, nullable=False),
    Column("state", String(16), nullable=False, server_default="open"),
    PrimaryKeyConstraint("inbound", "unit", "keyword"),
)
Index(
    "ix_question_open",
    question.c.office,
    question.c.sender,
    sqlite_where=text("state = 'open'"),
    postgresql_where=text("state = 'open'"),
)

note = Table(
    "note",
    metadata,
    Column("inbound", Id, ForeignKey("inbound.id"), primary_key=True),
    Column("office", Code, nullable=False),
    Column("unit", Code, nullable=False),
    Column("period", Date, nullable=False),
    Column("text", Text, nullable=False),
)

registration = Table(
    "registration",
    metadata,
    Column("inbound", Id, ForeignKey("inbound.id"), primary_key=True),
    Column("office", Code, nullable=False),
    Column("number", Number, nullable=False),
    Column("unit", Code, nullable=False),
    Column("state", String(16), nullable=False, server_default="asked"),
    # When the clerks were told of it: once, whoever they are.
    Column("told_at", Moment),
    Column("settled_at", Moment),
    # The clerk's number, or the way ("page", "console") where nobody's number is known.
    Column("settled_by", Number),
    Index("ix_registration_office_number", "office", "number"),
    Index("ix_registration_office_state", "office", "state"),
    Index("ix_registration_office_told_at", "office", "told_at"),
)

outbound = Table(
    "outbound",
    metadata,
    Column("id", Id, primary_key=True),
    # What the text is about: "confirm:<inbound>". A second run finds the key taken and changes nothing.
    Column("key", String(128), nullable=False, unique=True),
    Column("office", Code, nullable=False),
    Column("line", String(64), nullable=False),
    Column("recipient", Number, nullable=False),
    # Confirmations go before reminders, and only they count towards a number's cap.
    Column("purpose", String(16), nullable=False),
    Column("sentence", String(32), nullable=False),
    Column("facts", JSON, nullable=False),
    # Worded when it is handed to the carrier, and kept as it went out.
    Column("text", Text),
    # How many segments it has, once it was worded: that is what a line's pace and its budget are counted in.
    Column("segments", Integer),
    Column("state", String(16), nullable=False, server_default="waiting"),
    Column("carrier_id", String(128)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    # How often the carrier was asked about it since it was last handed over.
    Column("asked", Integer, nullable=False, server_default="0"),
    Column("next_at", Moment, nullable=False),
    Column("lease", String(32)),
    Column("leased_until", Moment),
    Column("tried_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("settled_at", Moment),
    Column("error", Text, nullable=False, server_default=""),
    # Whether it went to a number that was not registered: those have an hourly cap together.
    Column("stranger", Boolean, nullable=False, server_default=false()),
    Index("ix_outbound_recipient_created_at", "office", "recipient", "created_at"),
    Index("ix_outbound_line_carrier_id", "line", "carrier_id"),
    # In the order of urgency; whole, since SQLite does not see that one state is among those of a partial index.
    Index("ix_outbound_state_purpose_id", "state", "purpose", "id"),
    Index("ix_outbound_line_tried_at", "line", "tried_at"),
)
Index(
    "ix_outbound_stranger",
    outbound.c.office,
    outbound.c.created_at,
    sqlite_where=text("stranger = 1"),
    postgresql_where=text("stranger"),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("until", Moment, nullable=False),
    Column("beat_at", Moment, nullable=False),
)
