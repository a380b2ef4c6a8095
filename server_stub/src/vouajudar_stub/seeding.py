"""The sandbox's world: sown once, and what there is to know of it."""

from __future__ import annotations

from dataclasses import dataclass

from vouajudar_stub.seeds.partners import PARTNERS, SeedCredentials, SeedPartner, add_partners, credentials_of
from vouajudar_stub.seeds.places import SeedPlace
from vouajudar_stub.seeds.sowing import Seeds, place_id
from vouajudar_stub.services.batches import Batches
from vouajudar_stub.services.commands import Queries
from vouajudar_stub.services.cursors import Cursors
from vouajudar_stub.services.locations import Locations
from vouajudar_stub.services.paging import Lists
from vouajudar_stub.store.protocol import Store, Transaction

_FAMILY = "seeds"


@dataclass(frozen=True, slots=True)
class SandboxWorld:
    """Who and what a sandbox starts with."""

    partners: tuple[tuple[SeedPartner, SeedCredentials], ...] = ()
    places: tuple[tuple[str, SeedPlace], ...] = ()
    """With their ids."""


def seeds_of(store: Store, cursors: Cursors, *, demo: bool) -> Seeds:
    queries = Queries(store)
    lists = Lists(queries, cursors)
    return Seeds(
        locations=lambda within: Locations(within, queries, lists),
        batches=lambda within: Batches(within, queries, lists),
        demo=demo,
    )


async def seed(store: Store, seeds: Seeds) -> SandboxWorld:
    """Sow what the test world lacks of the seeds, in one transaction. Raises StoreUnavailableError."""
    secret = await store.secret(_FAMILY)

    async def work(transaction: Transaction) -> None:
        await add_partners(transaction, secret)
        await seeds.sow(transaction)

    await store.write("test", work)
    return await sandbox_world(store, seeds)


async def sandbox_world(store: Store, seeds: Seeds) -> SandboxWorld:
    """What was sown, with the secrets that follow from the database's own."""
    secret = await store.secret(_FAMILY)
    return SandboxWorld(
        partners=tuple((partner, credentials_of(partner, secret)) for partner in PARTNERS),
        places=tuple((place_id(place), place) for place in seeds.places),
    )
