"""Where events may be sent: what keeps a partner from making the platform call into its own network.

An address is judged twice: at creation as far as the URL names it literally, and at every connection as it really is.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from vouajudar_stub.domain.webhook_url import Address, BadUrlError, Target, read_url

_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_LOOPBACK = IPv6Network("::1/128")

_ITSELF = "The host leads to the server itself."
_NOT_PUBLIC = "The host has no public address."


@dataclass(frozen=True, slots=True)
class TargetRules:
    """`sandbox`: plain http and loopback addresses may be targets too, so that a partner can try on one machine."""

    sandbox: bool = False

    def url_objection(self, url: str) -> str | None:
        """Why nothing is sent to this URL; None when nothing in it speaks against that. Names are not looked up."""
        try:
            return self.objection(read_url(url))
        except BadUrlError as error:
            return str(error)

    def objection(self, target: Target) -> str | None:
        """The same for a URL that was read."""
        if not target.tls and not self.sandbox:
            return "The address must begin with https://."
        if target.address is not None:
            return self.address_objection(target.address)
        if not self.sandbox and (target.host == "localhost" or target.host.endswith(".localhost")):
            return _ITSELF
        return None

    def address_objection(self, address: Address) -> str | None:
        """Why no connection is made to this address; None when one may be."""
        address = _meant(address)
        if address.is_loopback:
            return None if self.sandbox else _ITSELF
        outside = (
            address.is_multicast
            or address.is_reserved
            or address.is_unspecified
            or address.is_link_local
            or address.is_private
            or not address.is_global
            or (isinstance(address, IPv6Address) and address.is_site_local)
        )
        return _NOT_PUBLIC if outside else None


def _meant(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or (address in _COMPATIBLE and address not in _LOOPBACK):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
