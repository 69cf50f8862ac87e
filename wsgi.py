"""The web process and the `flask` commands: the environment is read here, once."""

from __future__ import annotations

import sys

from flask import Flask

import settings
from console import COMMANDS
from gateway.app import create_app
from gateway.edge import edge_of

try:
    app = create_app(settings.read())
except settings.SettingsError as error:
    sys.exit(str(error))

for command in COMMANDS:
    app.cli.add_command(command)


def serving() -> Flask:
    """The app as the web process serves it: with its journal at work before the first text arrives."""
    edge_of(app).journal.start()
    return app
