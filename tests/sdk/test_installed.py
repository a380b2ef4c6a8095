"""The package as a partner gets it: a wheel in an empty environment, types for a strict project, a README that runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
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


def interpreters() -> list[str]:
    """Every Python from 3.12 on that this machine has; 3.11 runs these tests."""
    beside = Path(sys.base_prefix).parent.glob("3.*/bin")
    path = os.pathsep.join([*(str(folder) for folder in beside), os.environ["PATH"]])
    found = [shutil.which(f"python3.{minor}", path=path) for minor in range(12, 20)]
    # a shim of a version manager is on the path and may lead nowhere
    return [each for each in found if each and subprocess.run([each, "-c", ""], capture_output=True, check=False).returncode == 0]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    code = f"import os, hatchling.build as b; os.chdir({str(ROOT / 'sdk/python')!r}); print(b.build_wheel({str(folder)!r}))"
    return folder / ran(sys.executable, "-c", code).strip().splitlines()[-1]


def environment(interpreter: str, folder: Path, wheel: Path) -> Path:
    """The Python of an environment that has the wheel, and what the wheel asks for."""
    ran(interpreter, "-m", "venv", folder)
    python = folder / "bin/python"
    ran(python, "-m", "pip", "--disable-pip-version-check", "install", "--quiet", wheel)
    return python


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment(sys.executable, tmp_path_factory.mktemp("partner") / "venv", wheel)


@pytest.mark.slow
def test_the_wheel_asks_for_httpx_and_pydantic_and_what_they_need(installed: Path) -> None:
    names = {re.split(r"[=@ ]", line)[0].lower().replace("_", "-") for line in ran(installed, "-m", "pip", "freeze").splitlines()}
    assert names == {
        "vouajudar", "httpx", "httpcore", "h11", "anyio", "certifi", "idna",
        "pydantic", "pydantic-core", "annotated-types", "typing-extensions", "typing-inspection",
    } | (names & {"sniffio"})  # fmt: skip


def first_block(folder: Path) -> Path:
    block = re.search(r"```python\n(.*?)```", (ROOT / "sdk/python/README.md").read_text(), re.S)
    assert block is not None
    script = folder / "first.py"
    script.write_text(block[1])
    return script


def run_first_block(python: Path, folder: Path) -> str:
    with running_sandbox(folder) as sandbox:
        key: str = sandbox.partner()["api_key"]
        return ran(
            python, first_block(folder), VOUAJUDAR_API_KEY=key, VOUAJUDAR_BASE_URL=sandbox.base_url, PYTHONWARNINGS="error"
        )


@pytest.mark.slow
def test_the_readme_block_runs_as_written(installed: Path, tmp_path: Path) -> None:
    assert run_first_block(installed, tmp_path).strip().endswith('"2"')


@pytest.mark.slow
def test_it_runs_on_every_newer_python_that_is_here(wheel: Path, tmp_path: Path) -> None:
    found = interpreters()
    if not found:
        pytest.skip("no Python newer than 3.11 on this machine")
    for interpreter in found:
        folder = tmp_path / Path(interpreter).name
        folder.mkdir()
        assert run_first_block(environment(interpreter, folder / "venv", wheel), folder).strip().endswith('"2"'), interpreter


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


def test_every_claim_of_the_comparison_leads_to_its_proof() -> None:
    readme = ROOT / "sdk/python/README.md"
    rows = [line.split(" | ") for line in readme.read_text().splitlines() if line.startswith("| ") and "](../../tests/" in line]
    assert len(rows) >= 16
    for row in rows:
        proof = re.fullmatch(r"\[yes\]\((.+)\)", row[1])
        assert proof is not None, row[0]
        assert (readme.parent / proof[1]).resolve().is_file(), proof[1]
