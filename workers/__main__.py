"""`python -m workers web|intake|sending|ticker`: one process of the service by itself, for a supervisor of your own."""

from __future__ import annotations

import sys

from settings import SettingsError, read
from workers.embedded import CannotStartError
from workers.roles import ROLES, start_logging
from workers.serving import see_to_spool


def main(arguments: list[str]) -> int:
    """Run the role that is named, and say which there are where none is."""
    if len(arguments) != 1 or arguments[0] not in ROLES:
        sys.stderr.write(f"usage: python -m workers {'|'.join(ROLES)}\n")
        return 2
    try:
        settings = read()
        start_logging(settings)
        if arguments[0] == "web":
            see_to_spool(settings)
        ROLES[arguments[0]](settings)
    except (SettingsError, CannotStartError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
