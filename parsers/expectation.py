"""A reading as the plain dictionary that the published corpus uses for its labels."""

from __future__ import annotations

from typing import Any

from parsers.reading import Count, Kind, Misreading, Reading

Expectation = dict[str, Any]


def expectation(found: Reading | Misreading) -> Expectation:
    """Give a reading in the form of a label: the kind and what belongs to it, or the error."""
    if isinstance(found, Misreading):
        return {"error": found.error.value}
    return {"kind": found.kind.value, **_details(found)}


def _details(found: Reading) -> Expectation:
    if found.counts:
        dated = {"date": found.date} if found.date else {}
        return (_count(found.counts[0]) if len(found.counts) == 1 else _several(found)) | dated
    if found.kind is Kind.CONFIRM:
        return {"keyword": found.keyword, "unit": found.unit, "values": list(found.values)}
    if found.kind is Kind.CANCEL:
        return {"keyword": found.keyword, "unit": found.unit}
    if found.kind in (Kind.APPROVE, Kind.REFUSE):
        return {"number": found.number, "unit": found.unit}
    if found.kind in (Kind.DEPUTY, Kind.DEPUTY_END):
        dated = {"date": found.date} if found.date else {}
        return {"number": found.number, "unit": found.unit} | dated
    return {"unit": found.unit} if found.kind in (Kind.STATUS, Kind.NOTE, Kind.REGISTER) else {}


def _several(found: Reading) -> Expectation:
    return {"reports": [_count(count) for count in found.counts]}


def _count(count: Count) -> Expectation:
    return {"keyword": count.keyword, "unit": count.unit, "values": list(count.values)}
