"""The reading API: the ledger's own totals, in the form that its document promises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from flask.testing import FlaskClient

from gateway.api import DOCUMENT

SCHEMAS = json.loads(DOCUMENT.read_text(encoding="utf-8"))["components"]["schemas"]
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def faults(schema: Mapping[str, Any], value: Any, where: str = "") -> list[str]:
    """Where a value is not what its schema says: the few words of JSON Schema that the document uses."""
    if "$ref" in schema:
        return faults(SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]], value, where)
    wanted = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    right = any(isinstance(value, TYPES[one]) and isinstance(value, bool) == (one == "boolean") for one in wanted)
    if not right or value not in schema.get("enum", [value]):
        return [f"{where}: {value!r}"]
    if isinstance(value, dict):
        return _object_faults(schema, value, where)
    if isinstance(value, list):
        return [fault for place, one in enumerate(value) for fault in faults(schema["items"], one, f"{where}[{place}]")]
    return []


def _object_faults(schema: Mapping[str, Any], value: Mapping[str, Any], where: str) -> list[str]:
    found = [f"{where}: no {name}" for name in schema.get("required", []) if name not in value]
    for name, one in value.items():
        inner = schema.get("properties", {}).get(name, schema.get("additionalProperties", {}))
        found += faults(inner, one, f"{where}.{name}") if inner else [f"{where}: {name} is not documented"]
    return found


def totals(client: FlaskClient, query: str = "") -> Any:
    answer = client.get(f"/api/v1/totals{query}")
    assert answer.status_code == 200
    assert faults(SCHEMAS["Totals"], answer.json) == []
    return answer.json


def unit(found: Any, code: str) -> Any:
    return next(one for one in found["units"] if one["code"] == code)


def test_an_empty_day(client: FlaskClient) -> None:
    found = totals(client)
    assert found["on"] == "2020-08-28"
    assert found["at"].startswith("2020-08-28T14:32:0")
    assert found["closes_at"] == "2020-08-28T16:00:00+07:00"
    assert found["closed"] is False
    assert found["office"] == {"code": "706", "name": "Văn phòng HĐND-UBND huyện Tân Châu"}
    assert found["headline"] == {
        "keyword": "BZ", "value": 0, "base": None, "share": None, "reported": 0, "expected": 12,
    }  # fmt: skip
    assert len(found["units"]) == 52
    assert found["groups"]["commune"] == {}
    assert unit(found, "XA01")["waiting"] == ["BZ"]


def test_a_day_with_figures(desk: Any, client: FlaskClient) -> None:
    desk.told(("XA01", "SM XA01 3000"), ("YT01", "CB YT01 85 92"), ("XA02", "BZ 100"), ("XA03", "CB XA03 5 7"))
    desk.told(("XA01", "BZ XA01 1234"), ("YT01", "BZ YT01 5000"))
    found = totals(client)
    assert found["totals"] == {
        "BZ": 1334, "SM": 3000, "HG": 0, "PT": 0, "PC": 0, "CB": [5, 7], "CS": 0, "TG": 0, "HT": 0,
    }  # fmt: skip
    assert found["headline"]["share"] == pytest.approx(1234 / 3000)
    assert found["headline"]["base"] == 3000
    assert found["headline"]["reported"] == 2
    assert found["groups"]["health"] == {
        "CB": {"value": [85, 92], "units": 1},
        "BZ": {"value": 5000, "units": 1},
    }
    assert unit(found, "XA01")["figures"]["BZ"] == {
        "values": [1234],
        "on": "2020-08-28",
        "at": unit(found, "XA01")["figures"]["BZ"]["at"],
        "late": False,
        "state": "reported",
    }
    assert unit(found, "XA01")["waiting"] == []


def test_a_past_day_and_what_is_carried(desk: Any, client: FlaskClient) -> None:
    desk.told(("XA01", "BZ XA01 1234"))
    desk.at(29, 15, 30)
    found = totals(client)
    assert unit(found, "XA01")["figures"]["BZ"]["on"] == "2020-08-28"
    assert unit(found, "XA01")["missing"] == ["BZ"]
    assert found["headline"]["value"] == 1234
    assert found["headline"]["reported"] == 0
    before = totals(client, "?on=2020-08-28")
    assert before["closed"] is True
    assert before["headline"]["reported"] == 1
    assert totals(client, "?on=2020-08-27")["headline"]["value"] == 0


def test_a_question_is_no_figure(desk: Any, client: FlaskClient) -> None:
    desk.told(("XA01", "BZ XA01 1234"))
    desk.told(("XA01", "BZ XA01 200"))
    found = totals(client)
    assert unit(found, "XA01")["figures"]["BZ"]["values"] == [1234]
    assert unit(found, "XA01")["questioned"] == []
    desk.at(29, 9)
    desk.told(("XA01", "BZ XA01 200"))
    later = unit(totals(client), "XA01")
    assert (later["questioned"], later["waiting"]) == (["BZ"], [])
    assert later["figures"]["BZ"]["state"] == "questioned"


def test_a_day_that_is_none_is_refused_with_the_cure(client: FlaskClient) -> None:
    for given, cure in (("x", "YYYY-MM-DD"), ("2020-02-30", "YYYY-MM-DD"), ("2020-08-29", "leave `on` out")):
        answer = client.get("/api/v1/totals", query_string={"on": given})
        assert answer.status_code == 400
        assert faults(SCHEMAS["UnknownDay"], answer.json) == []
        assert cure in answer.json["cure"]  # type: ignore[index]


def test_a_database_that_is_away_is_told(desk: Any, client: FlaskClient) -> None:
    desk.lose_database()
    answer = client.get("/api/v1/totals")
    assert answer.status_code == 503
    assert faults(SCHEMAS["Away"], answer.json) == []


def test_the_document_is_served_and_names_every_route(desk: Any, client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    assert document["openapi"] == "3.1.0"
    routes = {rule.rule for rule in desk.app.url_map.iter_rules() if rule.rule.startswith("/api/")}
    assert set(document["paths"]) == routes
