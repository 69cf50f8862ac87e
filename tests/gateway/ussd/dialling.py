"""Phones that dial, in each dialect: what its carrier sends for a press, and what it makes of the answer."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

KEY = "0123456789abcdefghij"
CODE = "*384*123#"
HOA = "+84990000101"
BINH = "+84990000102"
STRANGER = "+84912345678"
_SESSIONS = count(1)


@dataclass
class Phone(ABC):
    """One phone before one carrier. It keeps what it was shown."""

    client: FlaskClient
    number: str = HOA
    session: str = field(default_factory=lambda: f"ATUid_{next(_SESSIONS):06}")
    screen: str = ""
    goes_on: bool = False
    last: Mapping[str, Any] = field(default_factory=dict)

    dialect: ClassVar[str]
    repeats_all: ClassVar[bool] = False

    def dial(self, *typed: str) -> str:
        """Dial the code, with what is typed behind it."""
        return self.send(self.first("*".join(typed)))

    def press(self, *keys: str) -> str:
        """Press one key after the other; the last screen."""
        for key in keys:
            self.send(self.pressed(key))
        return self.screen

    def again(self) -> str:
        """The carrier sends its last call a second time."""
        return self.send(self.last)

    def send(self, fields: Mapping[str, Any]) -> str:
        """Send one call; what the phone shows then."""
        self.last = fields
        answer = self.call(fields)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        self.screen, self.goes_on = self.seen(answer)
        return self.screen

    def call(self, fields: Mapping[str, Any]) -> TestResponse:
        """Make the HTTP call."""
        return self.client.post(self.address(), json=fields)

    def address(self, **query: str) -> str:
        """Where the carrier calls."""
        return f"/ussd/{self.dialect}?{urlencode({'key': KEY, **query})}"

    def dialled(self, typed: str) -> str:
        """What the carrier says was dialled."""
        return f"{CODE[:-1]}*{typed}#" if typed else CODE

    @abstractmethod
    def first(self, typed: str) -> Mapping[str, Any]:
        """The call that begins a session."""

    @abstractmethod
    def pressed(self, key: str) -> Mapping[str, Any]:
        """The call for a press."""

    def seen(self, answer: TestResponse) -> tuple[str, bool]:
        """The screen, and whether it waits for a press."""
        body = json.loads(answer.data)
        return self.shown(body)

    def shown(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        """The same of a JSON answer."""
        raise NotImplementedError


class AfricasTalking(Phone):
    dialect = "africastalking"
    repeats_all = True
    _text = ""

    def _fields(self) -> Mapping[str, Any]:
        return {
            "sessionId": self.session,
            "serviceCode": CODE,
            "phoneNumber": self.number,
            "networkCode": "63902",
            "text": self._text,
        }

    def first(self, typed: str) -> Mapping[str, Any]:
        self._text = typed
        return self._fields()

    def pressed(self, key: str) -> Mapping[str, Any]:
        self._text = f"{self._text}*{key}" if self._text else key
        return self._fields()

    def call(self, fields: Mapping[str, Any]) -> TestResponse:
        return self.client.post(self.address(), data=fields)

    def seen(self, answer: TestResponse) -> tuple[str, bool]:
        assert answer.content_type == "text/plain"
        word, _, screen = answer.text.partition(" ")
        assert word in {"CON", "END"}
        return screen, word == "CON"


class Hubtel(Phone):
    dialect = "hubtel"
    _sequence = 1

    def _fields(self, kind: str, message: str) -> Mapping[str, Any]:
        return {
            "Type": kind,
            "Message": message,
            "ServiceCode": CODE,
            "Operator": "vodafone",
            "ClientState": "",
            "Mobile": self.number.removeprefix("+"),
            "SessionId": self.session,
            "Sequence": self._sequence,
        }

    def first(self, typed: str) -> Mapping[str, Any]:
        return self._fields("Initiation", self.dialled(typed))

    def pressed(self, key: str) -> Mapping[str, Any]:
        self._sequence += 1
        return self._fields("Response", key)

    def shown(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        return body["Message"], {"Response": True, "Release": False}[body["Type"]]


class Nalo(Phone):
    dialect = "nalo"

    def _fields(self, text: str, *, starts: bool) -> Mapping[str, Any]:
        return {
            "USERID": "NALOTest",
            "MSISDN": self.number.removeprefix("+"),
            "USERDATA": text,
            "MSGTYPE": starts,
            "NETWORK": "MTN",
            "SESSIONID": self.session,
        }

    def first(self, typed: str) -> Mapping[str, Any]:
        return self._fields(self.dialled(typed), starts=True)

    def pressed(self, key: str) -> Mapping[str, Any]:
        return self._fields(key, starts=False)

    def shown(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        assert body["MSISDN"] == self.number.removeprefix("+")
        return body["MSG"], body["MSGTYPE"]


class Arkesel(Phone):
    dialect = "arkesel"

    def _fields(self, text: str, *, starts: bool) -> Mapping[str, Any]:
        return {
            "sessionID": self.session,
            "userID": "USSD_TEST",
            "newSession": starts,
            "msisdn": self.number.removeprefix("+"),
            "userData": text,
            "network": "MTN",
        }

    def first(self, typed: str) -> Mapping[str, Any]:
        return self._fields(self.dialled(typed), starts=True)

    def pressed(self, key: str) -> Mapping[str, Any]:
        return self._fields(key, starts=False)

    def shown(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        assert body["sessionID"] == self.session
        return body["message"], body["continueSession"]


class Beem(Phone):
    dialect = "beem"

    def _fields(self, command: str, text: str) -> Mapping[str, Any]:
        return {
            "command": command,
            "msisdn": self.number.removeprefix("+"),
            "session_id": self.session,
            "operator": "vodacom",
            "payload": {"request_id": 0, "response": text},
        }

    def first(self, typed: str) -> Mapping[str, Any]:
        return self._fields("initiate", self.dialled(typed))

    def pressed(self, key: str) -> Mapping[str, Any]:
        return self._fields("continue", key)

    def shown(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        assert body["session_id"] == self.session
        assert body["payload"]["request_id"] == 0
        return body["payload"]["request"], {"continue": True, "terminate": False}[body["command"]]


class Hollatags(Phone):
    dialect = "hollatags"

    def _fields(self, operation: str, text: str) -> Mapping[str, Any]:
        return {
            "session_operation": operation,
            "session_type": "1",
            "session_msg": text,
            "session_id": self.session,
            "session_from": CODE,
            "session_msisdn": self.number.removeprefix("+"),
        }

    def first(self, typed: str) -> Mapping[str, Any]:
        return self._fields("begin", self.dialled(typed))

    def pressed(self, key: str) -> Mapping[str, Any]:
        return self._fields("continue", key)

    def call(self, fields: Mapping[str, Any]) -> TestResponse:
        return self.client.get(self.address(**fields))

    def shown(self, body: Mapping[str, Any]) -> tuple[str, bool]:
        assert body["session_id"] == self.session
        return body["session_msg"], {"continue": True, "end": False}[body["session_operation"]]


PHONES: tuple[type[Phone], ...] = (AfricasTalking, Hubtel, Nalo, Arkesel, Beem, Hollatags)


def environment() -> dict[str, str]:
    """All dialects on, with the console's SMS line for their receipts."""
    named = {"KEY": KEY, "CODE": CODE, "SMS": "console"}
    return {f"USSD_{one.dialect}_{name}".upper(): value for one in PHONES for name, value in named.items()}
