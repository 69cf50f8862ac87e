"""The shape that a textbook shows: the webhook enqueues one RQ job a text, and the job does all the rest.

It is written with our own rooms, so that what differs is the shape alone: the same signature check, parser, rules and
ledger, one durable transaction a text, RQ's SimpleWorker (which spares it a fork a job) and JSON.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from flask import Flask, Response, request
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import Connection, select

import journey
from gateway.carriers.base import Webhook
from gateway.lines import lines
from ledger import inbound, offices
from ledger.engine import connect, lock_office, writing
from ledger.mail import Arrival
from ledger.tables import inbound as table
from rules.verdict import Message
from settings import read
from workers.serving import serve

QUEUE = "textbook"
SETTINGS = read()
ENGINE = connect(SETTINGS.database_url)
CAMPAIGNS = offices.Campaigns()


def serving() -> Flask:
    """The web side."""
    app = Flask(__name__)
    carrier = lines(SETTINGS)["twilio"]
    queue = Queue(QUEUE, connection=Redis.from_url(SETTINGS.redis_url), serializer=JSONSerializer)

    @app.route("/sms/twilio", methods=["POST"])
    def text() -> Response:
        url = f"{SETTINGS.public_url}{request.path}"
        webhook = Webhook("POST", url, request.headers, "", request.get_data(cache=False), "")
        if not carrier.verify(webhook):
            return Response(status=403)
        arrival = carrier.receive(webhook, datetime.now(UTC))
        if not isinstance(arrival, Arrival):
            return Response(status=403)
        queue.enqueue(work, arrival.line, arrival.carrier_id, arrival.sender, arrival.text, result_ttl=0)
        return Response(status=204)

    return app


def work(line: str, carrier_id: str, sender: str, text: str) -> None:
    """The job: store, read, judge, remember and answer one text."""
    arrival = Arrival(line, carrier_id, sender, "", text, datetime.now(UTC))
    with writing(ENGINE) as connection:
        campaign = CAMPAIGNS.only(connection)
        if inbound.receive(connection, [arrival]):
            lock_office(connection, campaign.office.code)
            message = _stored(connection, arrival)
            journey.take(connection, campaign, journey.parse(campaign, [message]), arrival.received_at)


def _stored(connection: Connection, arrival: Arrival) -> Message:
    mine = select(table.c.id).where(table.c.line == arrival.line, table.c.carrier_id == arrival.carrier_id)
    row = connection.execute(mine).one()
    return Message(row.id, arrival.line, arrival.sender, arrival.text, arrival.received_at)


def main(role: str) -> None:
    """Run one of its two processes."""
    if role == "web":
        serve(SETTINGS, "bench.textbook:serving")
    else:
        worker = SimpleWorker([QUEUE], connection=Redis.from_url(SETTINGS.redis_url), serializer=JSONSerializer)
        worker.work(logging_level="WARNING")


if __name__ == "__main__":
    main(sys.argv[1])
