"""The web process and the `flask` commands: the environment is read here, once."""

from __future__ import annotations

import sys

from flask import Flask

import settings
from console import COMMANDS
from gateway.app import create_app
from gateway.edge import edge_of

try:
    configured = settings.read()
    app = create_app(configured)
except settings.SettingsError as error:
    sys.exit(str(error))
except OSError as error:
    sys.exit(f"{error.filename} cannot be written ({error.strerror}): change its owner, or set another DATA_DIR.")

for command in COMMANDS:
    app.cli.add_command(command)


def serving() -> Flask:
    """The app as the web process serves it: with its journal at work before the first text arrives."""
    edge_of(app).journal.start()
    return app
