"""The writer of our own Python SDK."""

from __future__ import annotations

from vouajudar_contracts.document.contract import Contract
from vouajudar_contracts.generate.endpoints import ParseError, witness
from vouajudar_contracts.generate.sdk.identity import OURS
from vouajudar_contracts.generate.sdk.package import GENERATED, render_package

ROOT = "sdk/python/src/vouajudar"
OWNED = (*(f"{ROOT}/{name}" for name in GENERATED), "sdk/python/api.md")


def render(contract: Contract) -> dict[str, str | bytes]:
    """Every generated file of the SDK, by its path in the repository.

    Raises GenerationError and ParseError when a generator warns, or when two readers of the contract disagree.
    """
    notes = witness(contract)
    if notes:
        raise ParseError("openapi-python-client reads the bundle differently:\n" + "\n".join(f"  {note}" for note in notes))
    files = render_package(contract, OURS)
    api = files.pop("api.md")
    return {**{f"{ROOT}/{path}": text for path, text in files.items()}, "sdk/python/api.md": api}
