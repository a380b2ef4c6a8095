"""The URL of a webhook endpoint, read once and in one way: what is judged is what is called."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TypeAlias
from urllib.parse import SplitResult, quote, urlsplit

Address: TypeAlias = IPv4Address | IPv6Address

_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
_KEPT = "/%:@!$&'()*+,;=-._~?[]"
"""Stands in paths and queries as it is; what is left is sent percent-encoded."""


class BadUrlError(ValueError):
    """The text is no URL that can be called; the message says why, to the partner."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes."""

    tls: bool
    host: str
    """A name as a resolver takes it (ASCII, lower case, no dot at the end), or the text of `address`."""
    port: int
    path: str
    """With the query."""
    address: Address | None
    """When the URL names no host but an address, however it is written."""

    @property
    def authority(self) -> str:
        """What the `Host` header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"


def read_url(url: str) -> Target:
    """Raises BadUrlError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadUrlError("The address is no URL that can be reached.") from None
    scheme = parts.scheme.lower()
    if scheme not in {"http", "https"}:
        raise BadUrlError("The address must begin with https://.")
    if "@" in parts.netloc or not host:
        raise BadUrlError("The address must name a host, without a user.")
    if port == 0:
        raise BadUrlError("The address names a port that nothing can be sent to.")
    name, address = _host(host)
    tls = scheme == "https"
    return Target(tls, name, port or (443 if tls else 80), _path(parts), address)


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe=_KEPT)
    return f"{path}?{quote(parts.query, safe=_KEPT)}" if parts.query else path


def _host(text: str) -> tuple[str, Address | None]:
    if ":" in text:
        address: Address | None = _ipv6(text)
    else:
        text = _name(text)
        address = _ipv4(text)
    return text if address is None else str(address), address


def _ipv6(host: str) -> IPv6Address:
    if "%" in host:  # a zone is a matter of the machine that sends
        raise BadUrlError("The host is no IPv6 address.")
    try:
        return IPv6Address(host)
    except ValueError:
        raise BadUrlError("The host is no IPv6 address.") from None


def _name(host: str) -> str:
    """The host as a resolver takes it."""
    text = host
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii")  # full-width digits and ideographic full stops become digits and dots
        except UnicodeError:
            raise BadUrlError("The host is no name that can be looked up.") from None
    text = text.lower().removesuffix(".")
    if len(text) > 253 or not _HOST_NAME.fullmatch(text):
        raise BadUrlError("The host is no name that can be looked up.")
    return text


def _ipv4(name: str) -> Address | None:
    """The address that a resolver reads from numbers alone: `127.0.0.1`, and also `2130706433`, `0x7f.1`, `0177.0.0.1`."""
    if not _NUMBER.fullmatch(name.rpartition(".")[2]):
        return None
    try:
        return ip_address(socket.inet_aton(name))
    except OSError:
        raise BadUrlError("The host is no name that can be looked up.") from None  # no name ends in a number
