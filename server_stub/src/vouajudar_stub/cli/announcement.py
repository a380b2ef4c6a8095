"""What a server says of itself once it listens: the ready file, and the same as tables for people."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from vouajudar_stub.seeding import SandboxWorld
from vouajudar_stub.settings import BASE_PATH

WIDTH = 180
"""Of the tables where nobody sees them in a terminal."""


def announce(world: SandboxWorld, address: str, ready_file: Path | None) -> None:
    """`address`: scheme, host and port."""
    addresses = {"base_url": f"{address}{BASE_PATH}", "docs_url": f"{address}/docs"}
    facts = addresses | partners_and_places(world)
    if ready_file is not None:
        write_whole(ready_file, facts)
    if world.partners:
        show_world(facts)
    _console().print(f"Listening on {facts['base_url']}   docs: {facts['docs_url']}   stop with Ctrl-C")


def partners_and_places(world: SandboxWorld) -> dict[str, Any]:
    partner_ids = {partner.seed: partner.id for partner, _ in world.partners}
    return {
        "partners": [
            {
                "id": partner.id,
                "name": partner.name,
                "mode": partner.mode,
                "kinds": list(partner.kinds),
                "suspended": partner.suspended,
                "api_key": secrets.api_key,
                "client_id": partner.client_id,
                "client_secret": secrets.client_secret,
            }
            for partner, secrets in world.partners
        ],
        "locations": [
            {
                "id": place_id,
                "name": place.name,
                "kind": place.kind,
                "partner_id": partner_ids[place.partner],
                "city_id": place.city_id,
            }
            for place_id, place in world.places
        ],
    }


def write_whole(path: Path, facts: dict[str, Any]) -> None:
    """Put the whole file there at once; it holds secrets, so only its owner may read it."""
    part = path.with_name(f"{path.name}.part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(facts, indent=2) + "\n")
    part.replace(path)


def show_world(facts: dict[str, Any]) -> None:
    console = _console()
    console.print(_partners_table(facts))
    console.print(_locations_table(facts))


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH)


def _partners_table(facts: dict[str, Any]) -> Table:
    table = Table("Partner", "Kinds", "Mode", title="Partners")
    for column in ("API key", "Client", "Client secret"):
        table.add_column(column, overflow="fold")  # never cut: it is there to be copied
    for partner in facts["partners"]:
        mode = f"{partner['mode']}, suspended" if partner["suspended"] else partner["mode"]
        kinds = "all" if len(partner["kinds"]) == 4 else ", ".join(partner["kinds"])
        table.add_row(partner["name"], kinds, mode, partner["api_key"], partner["client_id"], partner["client_secret"])
    return table


def _locations_table(facts: dict[str, Any]) -> Table:
    names = {partner["id"]: partner["name"] for partner in facts["partners"]}
    table = Table("Location", "Kind", "City", "Id", "Partner", title="Locations")
    for place in facts["locations"]:
        table.add_row(place["name"], place["kind"], place["city_id"], place["id"], names[place["partner_id"]])
    return table
