"""`make demo`: start the sandbox, play three scenarios through the SDK, print calls, events and webhooks, stop the sandbox."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from rich.console import Console

from demo.fulfilment import EVENT_TYPES, EXPECTED, fulfilled_request
from demo.journey import happy_path, two_carriers
from demo.receiver import receiving
from demo.sandbox import running_sandbox
from demo.timeline import Timeline

JOURNEY_EVENTS = 13
TABLE_WIDTH = 120


def main() -> int:
    """Run the scenarios; 0 when every expectation of the contract held."""
    console = Console(width=max(Console().width, TABLE_WIDTH), highlight=False)
    kept: list[tuple[str, bool]] = []
    console.print("\nStarting the sandbox ...")
    with tempfile.TemporaryDirectory(prefix="vouajudar-demo-") as folder, running_sandbox(Path(folder)) as sandbox:
        console.print(f"It is on SQLite, at {sandbox.base_url}   docs: {sandbox.docs_url}\n")

        journey = Timeline(console, "S1  Eighty meals from Cozinha Solidaria Guaiba Vivo to Abrigo Ginasio Menino Deus")
        events = happy_path(sandbox, journey)
        journey.close()
        kept.append((f"S1  {len(events)} events, {JOURNEY_EVENTS} expected", len(events) == JOURNEY_EVENTS))

        race = Timeline(console, "S2  Two carriers ask for eight of the last ten meals at the same moment")
        shared = two_carriers(sandbox, race)
        race.close()
        kept.append(("S2  one carrier got eight, the other was told of two and took them", shared))

        with receiving() as receiver:
            request = Timeline(console, "S9  Abrigo Restinga asks for sixty meals; its own system hears of every step by webhook")
            outcome = fulfilled_request(sandbox, receiver, request)
            request.close()
        told = sum(name.startswith(tuple(pattern.removesuffix("*") for pattern in EVENT_TYPES)) for name in outcome.events)
        kept.append((f"S9  the request is {outcome.status}", outcome.status == "fulfilled" and outcome.events == EXPECTED))
        kept.append((f"S9  {outcome.verified} webhooks with a good signature, {told} expected", outcome.verified == told))
        kept.append((f"S9  one that was altered was answered {outcome.forged}", outcome.forged == 400))

    for expectation, holds in kept:
        console.print(f"{'yes' if holds else '[bold red]NO [/]'}  {expectation}")
    console.print("\nThe sandbox is stopped. `make serve` keeps one running; README.md says what to do with it.\n")
    return 0 if all(holds for _, holds in kept) else 1


if __name__ == "__main__":
    sys.exit(main())
