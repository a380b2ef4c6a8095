"""The sandbox's partners and their credentials."""

from __future__ import annotations

import hmac
import string
from dataclasses import dataclass
from typing import Literal

from vouajudar_stub.services.credentials import PREFIX_LENGTH, secret_hash
from vouajudar_stub.store.accounts import ApiKey, OAuthClient, PartnerAccount
from vouajudar_stub.store.ids import fixed_ulid
from vouajudar_stub.store.protocol import Transaction

ALL_KINDS = ("provider", "shelter", "dispatch", "observer")

ALL_SCOPES = (
    "keys:manage",
    "locations:read",
    "locations:write",
    "batches:read",
    "batches:write",
    "deliveries:read",
    "deliveries:write",
    "handover:read",
    "requests:read",
    "requests:write",
    "events:read",
    "webhooks:manage",
    "notifications:manage",
    "analytics:read",
    "sandbox",
)

_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class SeedPartner:
    seed: str
    name: str
    kinds: tuple[str, ...] = ALL_KINDS
    mode: Literal["live", "test"] = "test"
    suspended: bool = False

    @property
    def id(self) -> str:
        return f"ptn_{fixed_ulid(f'partner/{self.seed}')}"

    @property
    def client_id(self) -> str:
        return f"client_{self.seed}"

    def account(self) -> PartnerAccount:
        return PartnerAccount(
            id=self.id,
            name=self.name,
            mode=self.mode,
            kinds=self.kinds,
            organization_id=f"org_{fixed_ulid(f'organization/{self.seed}')}",
            organization_name=self.name,
            scopes=ALL_SCOPES,
            suspended=self.suspended,
        )


PARTNERS: tuple[SeedPartner, ...] = (
    SeedPartner("poa_centro", "Cozinha Solidaria Guaiba Vivo"),
    SeedPartner("canoas", "Panelao Mathias"),
    SeedPartner("provider", "Cozinhas Unidas do Sul", kinds=("provider",)),
    SeedPartner("shelter", "Rede de Abrigos do Sul", kinds=("shelter",)),
    SeedPartner("dispatch", "Roda Solidaria", kinds=("dispatch",)),
    SeedPartner("observer", "Observatorio das Aguas", kinds=("observer",)),
    SeedPartner("suspended", "Despensa Parada", suspended=True),
    SeedPartner("live", "Mesa Ao Vivo", mode="live"),
)


@dataclass(frozen=True, slots=True)
class SeedCredentials:
    """Secrets of a seeded partner. They follow from a secret of the database: each sandbox has its own, and keeps them."""

    api_key: str
    client_secret: str


def credentials_of(partner: SeedPartner, secret: bytes) -> SeedCredentials:
    return SeedCredentials(
        api_key=f"va_{partner.mode}_{_letters(secret, f'api_key/{partner.seed}', 32)}",
        client_secret=_letters(secret, f"client/{partner.seed}", 40),
    )


async def add_partners(transaction: Transaction, secret: bytes) -> None:
    """Add every seeded partner that is not there yet, with a key and a client that hold all scopes."""
    accounts = transaction.accounts
    for partner in PARTNERS:
        if await accounts.partner(partner.id) is not None:
            continue
        given = credentials_of(partner, secret)
        await accounts.add_partner(partner.account())
        await accounts.add_api_key(
            ApiKey(
                id=f"key_{fixed_ulid(f'key/{partner.seed}')}",
                partner_id=partner.id,
                name="sandbox",
                scopes=ALL_SCOPES,
                prefix=given.api_key[:PREFIX_LENGTH],
                secret_hash=secret_hash(given.api_key),
                created_at=transaction.now,
            )
        )
        await accounts.add_oauth_client(OAuthClient(partner.client_id, partner.id, secret_hash(given.client_secret), ALL_SCOPES))


def _letters(secret: bytes, name: str, count: int) -> str:
    digest = hmac.digest(secret, name.encode(), "sha512")
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in digest[:count])
