"""What the webhook is held against: a Flask route that does nothing, on the same server with the same settings."""

from __future__ import annotations

import sys

from flask import Flask

from settings import read
from workers.serving import serve


def serving() -> Flask:
    """The app that does nothing."""
    app = Flask(__name__)

    @app.route("/bare", methods=["POST"])
    def bare() -> str:
        return "ok"

    return app


if __name__ == "__main__":
    sys.exit(serve(read(), "bench.bare:serving"))  # type: ignore[func-returns-value]
