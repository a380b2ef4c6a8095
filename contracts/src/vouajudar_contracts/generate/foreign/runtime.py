"""The SDK's hand-written runtime, as a part of another package."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

from vouajudar_contracts.document.names import pascal
from vouajudar_contracts.generate.sdk.package import GENERATED

_NAMED = re.compile(r"\bvouajudar\b")
_OURS = re.compile(r"\bVouAjudar(?=Error\b|\b)")


def runtime_files(package: str) -> dict[str, str]:
    """File name -> source of the runtime under the names of this package: it depends on nothing of ours."""
    files = {"py.typed": ""}
    for file in sorted(runtime_folder().glob("_*.py")):
        if file.name not in GENERATED:
            files[file.name] = _OURS.sub(pascal(package), _NAMED.sub(package, file.read_text(encoding="utf-8")))
    return files


def runtime_folder() -> Path:
    """Where the runtime is: beside this workbench in the repository, else where the SDK is installed. Read, not imported."""
    beside = Path(__file__).parents[5] / "sdk/python/src/vouajudar"
    if beside.is_dir():
        return beside
    found = importlib.util.find_spec("vouajudar")
    if found is None or found.origin is None:
        raise FileNotFoundError("the runtime comes from the package vouajudar, which is not installed")
    return Path(found.origin).parent
