"""The parsers' room: text in, facts out. It knows no clock, no database and no campaign but the one it is given."""

from parsers.expectation import Expectation, expectation
from parsers.explaining import Explanation, Step, Taken, explain
from parsers.folding import fold
from parsers.reader import LONGEST, read
from parsers.reading import Count, Error, Expected, Kind, Misreading, Reading
from parsers.vocabulary import Keyword, Unit, Vocabulary

__all__ = [
    "LONGEST",
    "Count",
    "Error",
    "Expectation",
    "Expected",
    "Explanation",
    "Keyword",
    "Kind",
    "Misreading",
    "Reading",
    "Step",
    "Taken",
    "Unit",
    "Vocabulary",
    "expectation",
    "explain",
    "fold",
    "read",
]
