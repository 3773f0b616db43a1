"""From which address did a request come, and on which device?

Limits are counted by address, so a client must not choose it: what a header says is believed only when the
connection itself comes from a proxy that the settings name, and then only as far as such proxies go.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Any, Final

from litestar import Request

_BROWSERS: Final = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "Chromebook"),
    ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
Proxies = Sequence[IPv4Network | IPv6Network]


def address_of(request: Request[Any, Any, Any], proxies: Proxies) -> str:
    """The nearest address that is not one of our proxies."""
    hops = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    found = request.client.host if request.client else ""
    while hops and _is_ours(found, proxies):
        found = hops.pop()
    return found[:64]


def _is_ours(text: str, proxies: Proxies) -> bool:
    try:
        return any(ip_address(text) in network for network in proxies)
    except ValueError:
        return False


def device(agent: str) -> str:
    """Which browser on what, in a few words that its owner recognizes."""
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    return " on ".join(word for word in (browser, system) if word) or "unknown browser"
