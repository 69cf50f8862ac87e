"""The inbound edge from end to end: over Flask's client for the many cases, over granian for what only a server shows."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select
from werkzeug.test import TestResponse

from gateway.app import create_app
from gateway.carriers.base import Webhook
from gateway.edge import Edge, edge_of
from ledger.tables import inbound
from settings import ROOT, Settings, read
from tests.gateway.carriers.rigs import ACCOUNT, FORM, KEY, NUMBER, OFFICER, PUBLIC_URL, ConsoleRig, TwilioRig, webhook

RIG = TwilioRig()


def environment(database_url: str, folder: Path) -> dict[str, str]:
    return {
        "DATA_DIR": str(folder),
        "DATABASE_URL": database_url.replace("sqlite:///", "sqlite:////")
        if "////" not in database_url
        else database_url,
        "REDIS_URL": f"unix://{folder}/nobody",
        "PUBLIC_URL": PUBLIC_URL,
        "TUNGNGO_DEMO": "1",
        "CONSOLE_KEY": KEY,
        "TWILIO_ACCOUNT_SID": ACCOUNT["account_sid"],
        "TWILIO_AUTH_TOKEN": ACCOUNT["auth_token"],
        "TWILIO_NUMBER": NUMBER,
        "LOG_LEVEL": "ERROR",
    }


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return read(environment(database_url, tmp_path))


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    made = create_app(settings)
    yield made
    edge_of(made).journal.close()
    edge_of(made).engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(client: FlaskClient, call: Webhook, path: str = "/sms/twilio") -> TestResponse:
    headers = {name: call.headers.get(name, "") for name in ("Content-Type", "X-Twilio-Signature")}
    return client.post(path, query_string=call.query, data=call.body, headers=headers)


def rows(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        found = connection.execute(select(inbound.c.sender, inbound.c.text).order_by(inbound.c.id))
        return [(row.sender, row.text) for row in found]


def test_a_signed_text_is_a_row_before_it_is_answered(client: FlaskClient, engine: Engine) -> None:
    answer = post(client, RIG.text())
    assert (answer.status_code, answer.data) == (200, b"")
    assert rows(engine) == [(OFFICER, "BZ XA01 1234")]


def test_a_repetition_gets_the_same_answer_and_no_row(client: FlaskClient, engine: Engine) -> None:
    assert [post(client, RIG.text()).status_code for _ in range(3)] == [200] * 3
    assert len(rows(engine)) == 1


def test_the_same_id_with_another_text_is_kept_beside_the_first(client: FlaskClient, engine: Engine) -> None:
    for text in (b"BZ XA01 1234", b"BZ XA01 9234"):
        assert post(client, RIG.text(text)).status_code == 200
    assert [text for _, text in rows(engine)] == ["BZ XA01 1234", "BZ XA01 9234"]


@pytest.mark.parametrize("case", [*RIG.unproved(), *RIG.wrong()])
def test_what_is_not_proved_or_not_right_is_403_and_stored_nowhere(sqlite: str, tmp_path: Path, case: str) -> None:
    app = create_app(read(environment(sqlite, tmp_path)))
    call = (RIG.unproved() | RIG.wrong())[case]
    if call.url != RIG.text().url:  # the address is ours to know: these were signed for another one
        call = RIG.signed([*RIG.fields().items()], "/sms/elsewhere")
    headers = {name: call.headers.get(name, "") for name in ("Content-Type", "X-Twilio-Webhooks-Signature-Settings")}
    signature = {"HTTP_X_TWILIO_SIGNATURE": call.headers.get("X-Twilio-Signature", "").encode().decode("latin-1")}
    answer = app.test_client().post("/sms/twilio", data=call.body, headers=headers, environ_overrides=signature)
    assert answer.status_code == 403
    edge_of(app).journal.close()
    assert rows(edge_of(app).engine) == []
    edge_of(app).engine.dispose()


def test_a_replay_for_another_line_or_road_is_refused(client: FlaskClient, engine: Engine) -> None:
    assert post(client, RIG.text(), "/receipts/twilio").status_code == 403
    assert post(client, RIG.receipt(b"delivered"), "/sms/twilio").status_code == 403
    assert rows(engine) == []


@pytest.mark.parametrize(
    "text", [b"", b"\0", b"\xff\xfe", b"\xed\xa0\x80", "👍".encode(), b"a" * 60_000, b"=&=&%%\r\n"]
)
def test_a_signed_text_is_never_refused_for_what_it_holds(client: FlaskClient, engine: Engine, text: bytes) -> None:
    assert post(client, RIG.text(text)).status_code == 200
    assert len(rows(engine)) == 1


def test_unknown_lines_and_other_methods(client: FlaskClient) -> None:
    assert client.post("/sms/nokia").status_code == 404
    assert client.post("/receipts/nokia").status_code == 404
    assert client.get("/sms/twilio").status_code == 405
    assert client.put("/sms/twilio").status_code == 405


def test_a_body_larger_than_any_text_is_413_before_it_is_read(client: FlaskClient) -> None:
    assert client.post("/sms/twilio", data=b"a" * 70_000).status_code == 413
    for stated in ("9" * 30, "9" * 5000, "65537"):
        assert client.post("/sms/twilio", environ_overrides={"CONTENT_LENGTH": stated}).status_code in {400, 403, 413}


def test_receipts_are_taken(client: FlaskClient) -> None:
    assert post(client, RIG.receipt(b"delivered"), "/receipts/twilio").status_code == 200
    assert post(client, RIG.receipt(b"invented"), "/receipts/twilio").status_code == 200
    assert client.post("/receipts/twilio?outbound=7", data={"MessageSid": "x"}).status_code == 403


def test_the_console_takes_what_is_typed(client: FlaskClient, engine: Engine) -> None:
    assert client.post(f"/sms/console?key={KEY}", data={"from": OFFICER, "text": "BZ XA01 1"}).status_code == 200
    assert client.post(f"/sms/console?key={KEY}", json={"from": OFFICER, "text": "BZ XA01 2"}).status_code == 200
    assert client.post(f"/sms/console?key={KEY}", data={"from": OFFICER}).status_code == 400
    assert client.post("/sms/console", data={"from": OFFICER, "text": "x"}).status_code == 403
    forwarded = {"X-Forwarded-For": "127.0.0.1"}
    assert (
        client.post(f"/sms/console?key={KEY}", data={"from": OFFICER, "text": "x"}, headers=forwarded).status_code
        == 403
    )
    assert [text for _, text in rows(engine)] == ["BZ XA01 1", "BZ XA01 2"]


def test_there_is_no_console_outside_a_demo(sqlite: str, tmp_path: Path) -> None:
    app = create_app(read(environment(sqlite, tmp_path) | {"TUNGNGO_DEMO": ""}))
    assert list(edge_of(app).lines) == ["twilio"]
    edge_of(app).journal.close()


def test_where_nothing_can_be_kept_the_carrier_shall_come_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge_of(app).journal, "keep", lambda _: False)
    answer = post(app.test_client(), RIG.text())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_noise_never_breaks_anything(app: Flask) -> None:
    chance, client = Random(7), app.test_client()
    for _ in range(200):
        body = chance.randbytes(chance.randrange(200))
        query = chance.randbytes(chance.randrange(20)).decode("latin-1")
        headers = {"Content-Type": chance.choice([FORM, "application/json", "multipart/form-data; boundary=x", ""])}
        path = chance.choice(
            ["/sms/twilio", "/receipts/twilio", "/sms/console", "/receipts/console", "/sms/%ff", "/sms/\0"]
        )
        answer = client.post(path, query_string=f"key={KEY}&{query}", data=body, headers=headers)
        assert answer.status_code in {200, 400, 403, 404}


@pytest.fixture(scope="module")
def port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        found: int = free.getsockname()[1]
    return found


@pytest.fixture
def served(port: int, database_url: str, tmp_path: Path) -> Iterator[str]:
    """The web process as it runs in earnest."""
    url = f"http://127.0.0.1:{port}"
    given = environment(database_url, tmp_path) | {"PUBLIC_URL": url, "PORT": str(port), "PATH": os.environ["PATH"]}
    with subprocess.Popen([sys.executable, "-m", "workers", "web"], cwd=ROOT, env=given) as server:
        try:
            _wait_for(port)
            yield url
        finally:
            server.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("granian did not come up")


def test_over_a_real_server(served: str, engine: Engine) -> None:
    rig = TwilioRig(public_url=served)

    def call(text: bytes, serial: int) -> requests.Response:
        signed = rig.text(text, serial)
        headers = {name: signed.headers.get(name, "") for name in ("Content-Type", "X-Twilio-Signature")}
        return requests.post(signed.url, data=signed.body, headers=headers, timeout=10)

    texts = ["BZ XA01 1234", "a" * 40_000, "Xã 👍"]
    assert [call(text.encode(), serial).status_code for serial, text in enumerate(texts)] == [200] * 3
    assert rows(engine) == [(OFFICER, text) for text in texts]
    assert requests.post(f"{served}/sms/twilio", data={"Body": "x"}, timeout=10).status_code == 403
    big = requests.post(f"{served}/sms/twilio", data=b"a" * 70_000, headers={"Content-Type": FORM}, timeout=10)
    assert big.status_code == 413
    chunks = (b"a" * 10_000 for _ in range(8))
    assert (
        requests.post(f"{served}/sms/twilio", data=chunks, headers={"Content-Type": FORM}, timeout=10).status_code
        == 413
    )
    console = f"{served}/sms/console?key={KEY}"
    assert requests.post(console, data={"from": OFFICER, "text": "BZ XA01 5"}, timeout=10).status_code == 200
    assert requests.post(console, data=iter([b"from=8088&", b"text=BZ"]), headers={"Content-Type": FORM}, timeout=10).ok
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(inbound)) == 5


def test_a_body_that_comes_slowly_comes_whole(served: str, port: int, engine: Engine) -> None:
    body = b"from=8088&text=" + b"a" * 30_000
    head = f"POST /sms/console?key={KEY} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as slow:
        slow.sendall(head.encode())
        for start in range(0, len(body), 10_000):
            time.sleep(0.1)
            slow.sendall(body[start : start + 10_000])
        assert b" 200 " in slow.recv(1000)
    assert rows(engine) == [("8088", "a" * 30_000)]


def test_the_edge_is_typed(app: Flask) -> None:
    assert isinstance(edge_of(app), Edge)
    assert {"console", "twilio"} == {*edge_of(app).lines}
    assert ConsoleRig().carrier.verify(webhook("/sms/console", b"", {}, f"key={KEY}", "127.0.0.1"))
