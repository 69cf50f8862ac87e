"""Read a campaign's files: a campaign, or every mistake with its file, line and cure. Pure: the texts are arguments."""

from rules.campaign_file.fault import Fault
from rules.campaign_file.reading import parse

__all__ = ["Fault", "parse"]
