"""The page to show where what was asked for cannot be shown: what is wrong with it, and how to ask."""

from __future__ import annotations

from flask import Blueprint, render_template

from gateway.asked import CannotShowError
from gateway.pages import saying


def tell_why_not(blueprint: Blueprint) -> None:
    """Let a blueprint's pages answer so."""
    blueprint.register_error_handler(CannotShowError, _refused)


def _refused(error: CannotShowError) -> tuple[str, int, dict[str, str]]:
    return render_template("refused.html", error=error, say=saying), 400, {"Cache-Control": "no-store"}
