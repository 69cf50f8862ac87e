"""Put a sentence into words: one GSM-7 segment, in the campaign's language or another that it has.

`rules.sentences` says which sentences there are and the facts that come with each; `rules.phrases` how each is said.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from rules.campaign import Campaign
from rules.phrases import PIECES, PLACEHOLDER, ROOM, SERIES, Speech, shortened
from rules.segments import segments
from rules.sentences import fallback


def word(campaign: Campaign, key: str, facts: Mapping[str, object], language: str | None = None) -> str:
    """The sentence in full. KeyError where a fact is missing that its wording speaks of."""
    wording = campaign.wording.get(language or campaign.language, campaign.wording[campaign.language])
    speech = Speech(campaign, facts, wording)
    text = _filled(speech, wording[key])
    # A checked campaign never needs this: figures beyond all bounds would, and two segments cost double.
    return text if segments(text).parts == 1 else _filled(speech, wording[fallback(key)])


def by_another_line(campaign: Campaign, text: str, number: str) -> str:
    """The text as it leaves by another line than the officer's: a report must not go where it came from."""
    return f"{text} {campaign.wording[campaign.language]['words.report_to']} {number}."


def _filled(speech: Speech, template: str) -> str:
    text = PLACEHOLDER.sub(lambda found: _said(speech, found), template)
    listed = PLACEHOLDER.search(text)
    if listed is None:
        return text
    room = ROOM - len(text) + len(listed[0])
    return text.replace(listed[0], shortened(speech, SERIES[listed[1]], room))


def _said(speech: Speech, placeholder: re.Match[str]) -> str:
    piece = PIECES.get(placeholder[1])
    return piece.say(speech) if piece else placeholder[0]
