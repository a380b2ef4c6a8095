"""Where events may be sent: what keeps a partner from making the platform call into its own network.

An address is judged twice: at creation as far as the URL names it literally, and at every sending as the network really has it.
"""

from __future__ import annotations

import re
import socket
import unicodedata
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import urlsplit

Address: TypeAlias = IPv4Address | IPv6Address

_HOST_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(\.(?!-)[a-z0-9_-]{1,63}(?<!-))*")
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")
_LOOPBACK = IPv6Network("::1/128")


@dataclass(frozen=True, slots=True)
class TargetRules:
    """`sandbox`: plain http and loopback addresses may be targets too, so that a partner can try on one machine."""

    sandbox: bool = False

    def url_objection(self, url: str) -> str | None:
        """Why nothing is sent to this URL; None when nothing in it speaks against that. Names are not looked up."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            return "The address is no URL that can be reached."
        if parts.scheme.lower() != "https" and not self.sandbox:
            return "The address must begin with https://."
        if parts.username is not None or not host:
            return "The address must name a host, without a user."
        return self.host_objection(host)

    def host_objection(self, host: str) -> str | None:
        """The same for the host of a URL, brackets of an IPv6 address removed."""
        if ":" in host:
            try:
                return self.address_objection(ip_address(host))
            except ValueError:
                return "The host is no IPv6 address."
        name = _plain(host)
        if name is None:
            return "The host is no name that can be looked up."
        literal = _ipv4(name)
        if literal is not None:
            return self.address_objection(literal)
        if not self.sandbox and (name == "localhost" or name.endswith(".localhost")):
            return "The host leads to the server itself."
        return None

    def address_objection(self, address: Address) -> str | None:
        """Why no connection is made to this address; None when one may be."""
        address = _meant(address)
        if address.is_loopback:
            return None if self.sandbox else "The host leads to the server itself."
        outside = (
            address.is_multicast
            or address.is_reserved
            or address.is_unspecified
            or address.is_link_local
            or address.is_private
            or not address.is_global
            or (isinstance(address, IPv6Address) and address.is_site_local)
        )
        return "The host has no public address." if outside else None


def _plain(host: str) -> str | None:
    """The host as a resolver takes it: ASCII, lower case, no dot at the end; None when it is no host name."""
    # what a browser or a resolver would also read as digits and dots: full-width forms, ideographic full stops
    text = unicodedata.normalize("NFKC", host).replace("\N{IDEOGRAPHIC FULL STOP}", ".").lower().removesuffix(".")
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return text if len(text) <= 253 and _HOST_NAME.fullmatch(text) else None


def _ipv4(name: str) -> IPv4Address | None:
    """The address that a resolver reads from digits alone: `127.0.0.1`, and also `2130706433`, `0x7f.1`, `0177.0.0.1`."""
    try:
        return IPv4Address(socket.inet_aton(name))
    except OSError:
        return None


def _meant(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if any(address in network for network in _NAT64) or (address in _COMPATIBLE and address not in _LOOPBACK):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
