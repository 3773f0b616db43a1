"""Where may a channel lead, and which part of Apprise knows how to write there?

Nothing is taken but the services of `channel_schemes.toml`, by https. What follows the "?" is held against a list too:
there, Apprise takes files to send along, other servers, and whether certificates are looked at.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, quote, urlsplit
from uuid import UUID

from supervision.channel_limits import LIMITS
from supervision.channels import ChannelKind
from workflows.exchange.sealing import Sealer

if TYPE_CHECKING:
    from apprise.plugins.base import NotifyBase

LONGEST: Final = 1_000
_LOCAL: Final = ("127.0.0.1", "localhost")
# Names that lead into a network of one's own, as RFC 6762, RFC 8375 and ICANN set them aside.
_INNER: Final = (".local", ".localhost", ".internal", ".home.arpa", ".lan", ".intranet", ".corp")
# Addresses of the old kind inside those of the new: what they hold is looked at.
_NAT64: Final = ip_network("64:ff9b::/96")


class NotAnAddress(Exception):
    """`sentence` says what to do, and repeats nothing of what was typed."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Scheme:
    """One service; see `channel_schemes.toml`."""

    scheme: str
    kind: str
    plugin: str
    example: str
    hosts: tuple[str, ...] = ()
    native: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    to: str = ""


@dataclass(frozen=True, slots=True)
class AddressBook:
    """How this site keeps addresses. `allows_local`: for trials alone, they may lead to this machine itself."""

    sealer: Sealer
    allows_local: bool = False

    def kept(self, kind: ChannelKind, typed: str, *, org_id: UUID, row_id: UUID) -> bytes:
        """The address of a channel, sealed. Raises `NotAnAddress`."""
        address = checked(kind, typed, allows_local=self.allows_local)
        return self.sealer.seal(address, org_id=org_id, row_id=row_id)


def _load() -> tuple[Scheme, ...]:
    found = tomllib.loads(files(__package__).joinpath("channel_schemes.toml").read_text("utf-8"))
    return tuple(_scheme(row) for row in found["schemes"])


def _scheme(row: Mapping[str, Any]) -> Scheme:
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in row.items()}
    return Scheme(**values)


SCHEMES: Final = _load()


def examples_of(kind: ChannelKind) -> tuple[str, ...]:
    """How addresses of this kind look."""
    return tuple(one.example for one in SCHEMES if one.kind == kind)


def checked(kind: ChannelKind, typed: str, *, allows_local: bool) -> str:
    """The address as it is kept. Raises `NotAnAddress`."""
    address = typed.strip()
    phone = "+15550100100" if kind is ChannelKind.SMS else None
    plugin_for(kind, address, to=phone, allows_local=allows_local)
    return address


def plugin_for(kind: ChannelKind, address: str, *, to: str | None, allows_local: bool) -> "NotifyBase":
    """What writes to this address, once. It follows nowhere else, and insists on certificates. Raises `NotAnAddress`."""
    if len(address) > LONGEST or not address.isascii() or any(sign.isspace() for sign in address):
        raise NotAnAddress("An address is one line without spaces, as the service shows it.")
    scheme, is_native = _scheme_of(kind, address, allows_local)
    _insist_on_nothing_else(scheme, address)
    _insist_on_the_host(scheme, address, is_native=is_native)
    found = _parsed(scheme, _with_phone(scheme, address, to), is_native=is_native)
    if scheme.hosts and not is_native and found.get("host") != (_split(address).hostname or ""):
        raise NotAnAddress(f"This address is not whole. It looks like {scheme.example}")
    if "include_image" in found:
        found["include_image"] = False
    try:
        plugin: NotifyBase = _plugin(scheme)(asset=_asset(), **found)
    # Apprise says what is wrong with all of the address in its sentence: none of it is passed on.
    except Exception:
        raise NotAnAddress(f"This address is not whole. It looks like {scheme.example}") from None
    if scheme.to == "path" and len(getattr(plugin, "targets", ())) != 1:
        raise NotAnAddress("Leave out the number that is written to: each person has their own.")
    plugin.redirects, plugin.verify_certificate = False, True
    plugin.socket_connect_timeout = LIMITS.connect.total_seconds()
    plugin.socket_read_timeout = LIMITS.read.total_seconds()
    return plugin


def _scheme_of(kind: ChannelKind, address: str, allows_local: bool) -> tuple[Scheme, bool]:
    """The service, and whether the address is written as the service itself shows it."""
    beginning = _split(address).scheme.lower()
    known = [one for one in SCHEMES if one.kind in (kind, "any" if allows_local else kind)]
    if beginning == "https":
        host = (_split(address).hostname or "").lower()
        for one in known:
            if _ends_like(host, one.native):
                return one, True
    for one in known:
        if one.scheme == beginning:
            return one, False
    raise NotAnAddress(
        "This address is of no service that is allowed here. Write it like one of the examples."
    )


def _insist_on_nothing_else(scheme: Scheme, address: str) -> None:
    signs = tuple(one for one in scheme.asks if not one[0].isalnum())
    for name, _ in parse_qsl(_split(address).query.replace("+", "%2B"), keep_blank_values=True):
        if name not in scheme.asks and not (signs and name.startswith(signs)):
            raise NotAnAddress("Something behind the “?” of this address is not allowed. Leave it out.")


def _insist_on_the_host(scheme: Scheme, address: str, *, is_native: bool) -> None:
    hosts = scheme.native if is_native else scheme.hosts
    if not hosts:
        return
    host = (_split(address).hostname or "").lower()
    if hosts == ("local",):
        if host not in _LOCAL:
            raise NotAnAddress("Without a certificate only this machine itself can be written to.")
    elif hosts == ("any",):
        if not _is_outside(host):
            raise NotAnAddress("This address leads into a network of one's own, where nothing is sent.")
    elif not _ends_like(host, hosts):
        raise NotAnAddress(f"This address is of another server. It looks like {scheme.example}")


def _is_outside(host: str) -> bool:
    """Whether a server's name may lead out of our network. Where it really leads is looked at again when it is sent."""
    try:
        return is_public(host)
    except ValueError:
        return "." in host and not host.endswith(_INNER) and not host.rpartition(".")[2].isdigit()


def is_public(host: str) -> bool:
    """Whether this number is an address of the open network. Raises `ValueError` when it is a name."""
    found = ip_address(host.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ip_address(int(found) & 0xFFFFFFFF)  # type: ignore[assignment]
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return found.is_global and not found.is_multicast


def _ends_like(host: str, ends: Sequence[str]) -> bool:
    return any(host == one or host.endswith(f".{one}") for one in ends)


def _with_phone(scheme: Scheme, address: str, to: str | None) -> str:
    if to is None or not scheme.to:
        return address
    if scheme.to == "path":
        return f"{address.rstrip('/')}/{quote(to)}"
    sign = "&" if "?" in address else "?"
    return f"{address}{sign}:{scheme.to}={quote(to)}"


def _parsed(scheme: Scheme, address: str, *, is_native: bool) -> dict[str, Any]:
    plugin = _plugin(scheme)
    found = plugin.parse_native_url(address) if is_native else plugin.parse_url(address)
    if not found:
        raise NotAnAddress(f"This address is not whole. It looks like {scheme.example}")
    return dict(found)


def _plugin(scheme: Scheme) -> Any:
    """One part of Apprise; loading all of it would bring 130 others along."""
    module, _, name = scheme.plugin.partition(".")
    return getattr(import_module(f"apprise.plugins.{module}"), name)


def _asset() -> Any:
    apprise = import_module("apprise")
    return apprise.AppriseAsset(
        app_id="Stepwise",
        app_desc="Stepwise",
        app_url="",
        http_redirects=False,
        async_mode=False,
        image_path_mask=False,
        storage_mode=apprise.PersistentStoreMode.MEMORY,
    )


def _split(address: str) -> Any:
    try:
        found = urlsplit(address)
        _ = found.port, found.hostname
    except ValueError:
        # A telephone number in the place of a port, as some services write it.
        return urlsplit(address.replace("@+", "@"))
    return found
