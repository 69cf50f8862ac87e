"""The dialects of USSD: one file and one line each."""

from __future__ import annotations

from gateway.ussd.africastalking import AfricasTalking
from gateway.ussd.arkesel import Arkesel
from gateway.ussd.base import Dialect
from gateway.ussd.beem import Beem
from gateway.ussd.hollatags import Hollatags
from gateway.ussd.hubtel import Hubtel
from gateway.ussd.nalo import Nalo

DIALECTS: dict[str, type[Dialect]] = {
    "africastalking": AfricasTalking,
    "arkesel": Arkesel,
    "beem": Beem,
    "hollatags": Hollatags,
    "hubtel": Hubtel,
    "nalo": Nalo,
}
