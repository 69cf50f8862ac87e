"""Whether somebody who calls sits at this very machine: what a demo opens, it opens to nobody else."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from gateway.carriers.base import Headers

# No header can hold it: so one that is there but empty is told from one that is not.
_ABSENT = "\0"
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")


def is_local(remote: str, headers: Headers) -> bool:
    """Whether `remote`, the peer's address, is this machine's own. One that came through a proxy may be anybody's."""
    forwarded = any(headers.get(name, _ABSENT) != _ABSENT for name in FORWARDED)
    return not forwarded and _is_loopback(remote)


def _is_loopback(remote: str) -> bool:
    try:
        address = ip_address(remote)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
