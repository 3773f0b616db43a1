"""Can a client choose the address that its tries are counted under?"""

from ipaddress import ip_network
from typing import Any, cast

import pytest
from litestar import Request

from workflows.platform.callers import address_of, device
from workflows.platform.settings import load
from workflows.platform.unusable import Unusable

PROXIES = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"))


def request(peer: str, forwarded: str | None) -> Request[Any, Any, Any]:
    headers = [] if forwarded is None else [(b"x-forwarded-for", forwarded.encode())]
    return Request(cast(Any, {"type": "http", "client": (peer, 1), "headers": headers}))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.7", "8.8.8.8", "203.0.113.7"),
        ("10.0.0.2", "8.8.8.8", "8.8.8.8"),
        ("10.0.0.2", "1.1.1.1, 8.8.8.8", "8.8.8.8"),
        ("10.0.0.2", "8.8.8.8, 127.0.0.1", "8.8.8.8"),
        ("10.0.0.2", None, "10.0.0.2"),
        ("10.0.0.2", "nonsense", "nonsense"),
    ],
)
def test_only_a_named_proxy_is_believed_and_only_its_last_word(
    peer: str, forwarded: str | None, expected: str
) -> None:
    """S-34."""
    assert address_of(request(peer, forwarded), PROXIES) == expected


def test_without_named_proxies_nobody_is_believed() -> None:
    assert address_of(request("10.0.0.2", "8.8.8.8"), ()) == "10.0.0.2"


def test_proxies_are_addresses() -> None:
    assert load({"STEPWISE_PROXIES": "127.0.0.1, 10.0.0.0/8"}).proxies == (PROXIES[1], PROXIES[0])
    with pytest.raises(Unusable, match="STEPWISE_PROXIES"):
        load({"STEPWISE_PROXIES": "the one in front"})


def test_a_device_is_a_few_words_of_ours() -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
    assert device(firefox) == "Firefox on Windows"
    assert device("<script>alert(1)</script>") == "unknown browser"
