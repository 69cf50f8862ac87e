"""At a glance: a report in the plain form of the card, which needs none of the rules.

Most texts are such. What is read here is exactly what the rules would read, or nothing; a test holds it to that.
"""

from __future__ import annotations

import re

from parsers.reading import Count, Kind, Reading
from parsers.vocabulary import Vocabulary

_CARD = re.compile(" *([A-Z]{2}) +([A-Z]{2}[0-9]{2,4}) +(0|[1-9][0-9]{0,5})(?: +(0|[1-9][0-9]{0,5}))? *\\.?\\s*")


def glance(folded: str, vocabulary: Vocabulary) -> Reading | None:
    """Read KEYWORD UNIT NUMBER, or NUMBER NUMBER for a pair; None for everything else."""
    found = _CARD.fullmatch(folded)
    keyword = vocabulary.keywords.get(found[1]) if found else None
    unit = vocabulary.units.get(found[2]) if found else None
    if found is None or keyword is None or unit is None or unit.group not in keyword.groups:
        return None
    values = tuple(int(digits) for digits in found.groups()[2:] if digits)
    if len(values) != keyword.numbers or values[0] > values[-1] or keyword.code == vocabulary.marker:
        return None
    return Reading(Kind.REPORT, (Count(keyword.code, unit.code, values),))
