"""What carriers post, taken apart without losing a byte, and made safe to keep."""

from __future__ import annotations

import json
from urllib.parse import unquote_to_bytes

Pairs = list[tuple[bytes, bytes]]

MOST_FIELDS = 100
NUL_SYMBOL = "\N{SYMBOL FOR NULL}"


def pairs(form: bytes) -> Pairs:
    """Names and values of an urlencoded form, decoded to bytes, in their order and with repetitions."""
    found = [field.partition(b"=") for field in form.replace(b"+", b" ").split(b"&") if field]
    return [
        (unquote_to_bytes(name) if b"%" in name else name, unquote_to_bytes(value) if b"%" in value else value)
        for name, _, value in found
    ]


def crowded(form: bytes) -> bool:
    """Whether a form has more fields than any carrier sends; cheap enough to ask before anything is verified."""
    return form.count(b"&") >= MOST_FIELDS


def shown(value: bytes) -> tuple[str, bytes | None]:
    """Make a text that every database keeps, with symbols for what is no text; and the bytes, where that lost some."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return value.decode(errors="replace").replace("\0", NUL_SYMBOL), value
    if "\0" in text:
        return text.replace("\0", NUL_SYMBOL), value
    return text, None


def flat_json(body: bytes) -> Pairs:
    """Fields of a flat JSON object, as `pairs` gives those of a form. Raises ValueError for anything else."""
    try:
        found = json.loads(body, object_pairs_hook=_flat)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, list) or not all(isinstance(pair, tuple) for pair in found):
        raise ValueError("not a JSON object")
    return found


def _flat(found: list[tuple[str, object]]) -> Pairs:
    """Strings and numbers to bytes. A lone surrogate passes here, so that `shown` can make a symbol of it."""
    if not all(isinstance(value, str | int) and not isinstance(value, bool) for _, value in found):
        raise ValueError("a field that is neither text nor number")
    return [(name.encode(errors="surrogatepass"), str(value).encode(errors="surrogatepass")) for name, value in found]
