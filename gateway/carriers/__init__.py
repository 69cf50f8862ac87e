"""The carriers: one file and one line each."""

from __future__ import annotations

from gateway.carriers.africastalking import AfricasTalking
from gateway.carriers.android import Android
from gateway.carriers.base import Carrier
from gateway.carriers.esms import ESms
from gateway.carriers.gammu_files import GammuFiles
from gateway.carriers.gammu_sql import GammuSql
from gateway.carriers.generic import Generic
from gateway.carriers.httpsms import HttpSms
from gateway.carriers.kannel import Kannel
from gateway.carriers.textbee import TextBee
from gateway.carriers.twilio import Twilio
from gateway.carriers.vcom import VCom

CARRIERS: dict[str, type[Carrier]] = {
    "africastalking": AfricasTalking,
    "android": Android,
    "esms": ESms,
    "gammu_files": GammuFiles,
    "gammu_sql": GammuSql,
    "generic": Generic,
    "httpsms": HttpSms,
    "kannel": Kannel,
    "textbee": TextBee,
    "twilio": Twilio,
    "vcom": VCom,
}
