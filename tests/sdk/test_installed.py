"""The package as a partner gets it: a wheel in an empty environment, types for a strict project, a README that runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from demo.sandbox import running_sandbox

ROOT = Path(__file__).parents[2]
PROJECT = ROOT / "tests/sdk/partner_project"


def ran(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd=ROOT, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment that has the wheel, and what the wheel asks for."""
    folder = tmp_path_factory.mktemp("partner")
    code = f"import os, hatchling.build as b; os.chdir({str(ROOT / 'sdk/python')!r}); print(b.build_wheel({str(folder)!r}))"
    wheel = folder / ran(sys.executable, "-c", code).strip().splitlines()[-1]
    venv.create(folder / "venv", with_pip=True)
    python = folder / "venv/bin/python"
    ran(python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", wheel)
    return python


@pytest.mark.slow
def test_the_wheel_asks_for_httpx_and_pydantic_and_what_they_need(installed: Path) -> None:
    names = {re.split(r"[=@ ]", line)[0].lower().replace("_", "-") for line in ran(installed, "-m", "pip", "freeze").splitlines()}
    assert names == {
        "vouajudar", "httpx", "httpcore", "h11", "anyio", "certifi", "idna",
        "pydantic", "pydantic-core", "annotated-types", "typing-extensions", "typing-inspection",
    } | (names & {"sniffio"})  # fmt: skip


@pytest.mark.slow
def test_the_readme_block_runs_as_written(installed: Path, tmp_path: Path) -> None:
    block = re.search(r"```python\n(.*?)```", (ROOT / "sdk/python/README.md").read_text(), re.S)
    assert block is not None
    script = tmp_path / "first.py"
    script.write_text(block[1])
    with running_sandbox(tmp_path) as sandbox:
        key: str = sandbox.partner()["api_key"]
        said = ran(installed, script, VOUAJUDAR_API_KEY=key, VOUAJUDAR_BASE_URL=sandbox.base_url, PYTHONWARNINGS="error")
    assert said.strip().endswith('"2"')


@pytest.mark.slow
def test_a_partners_strict_project_passes_mypy() -> None:
    ran(sys.executable, "-m", "mypy", "--strict", "--config-file=", PROJECT, MYPYPATH=str(ROOT / "sdk/python/src"))


@pytest.mark.slow
@pytest.mark.node
def test_a_partners_strict_project_passes_pyright(tmp_path: Path) -> None:
    config = tmp_path / "pyrightconfig.json"
    config.write_text(
        f'{{"typeCheckingMode": "strict", "include": ["{PROJECT}"], "venvPath": "{ROOT}", "venv": ".venv",'
        f' "extraPaths": ["{ROOT / "sdk/python/src"}"]}}'
    )
    node = Path(sys.executable).parent / "node"
    assert "0 errors" in ran(node, ROOT / "node_modules/pyright/index.js", "--project", config)
