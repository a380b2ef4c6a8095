"""Runs the general rulesets: Redocly on the files, Spectral on the bundles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from vouajudar_contracts.document.bundle import Bundle
from vouajudar_contracts.document.contract import Json, Source
from vouajudar_contracts.document.load import ASYNCAPI_ROOT, OPENAPI_ROOT, Spec
from vouajudar_contracts.document.values import escape
from vouajudar_contracts.generate.bundles import as_json
from vouajudar_contracts.lint.rule import Finding
from vouajudar_contracts.lint.rules.workflows import workflow_files
from vouajudar_contracts.node import REDOCLY, SPECTRAL, ToolError, run_node


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of a tool said."""

    tool: str
    summary: tuple[str, ...]
    """What the tool itself said, line by line."""
    findings: tuple[Finding, ...]


def redocly(root: Path, spec: Spec) -> Outcome:
    """`recommended-strict` on the sources: OpenAPI, AsyncAPI, Arazzo."""
    inputs = [spec.root / OPENAPI_ROOT, spec.root / ASYNCAPI_ROOT, *workflow_files(spec)]
    names = [path.relative_to(root).as_posix() for path in inputs if path.exists()]
    arguments = ["lint", *names, "--config", "spec/rules/redocly.yaml"]
    process = run_node(root, REDOCLY, [*arguments, "--format", "json", "--max-problems", "10000"])
    reports = _objects(process.stdout)
    if process.returncode not in (0, 1) or not reports:
        raise ToolError(f"redocly: {process.stderr.strip() or process.stdout.strip() or 'no output'}")
    findings = [_redocly_finding(root, spec, problem) for report in reports for problem in report["problems"]]
    if process.returncode and not findings:
        raise ToolError(f"redocly exit {process.returncode}: {process.stderr.strip()}")
    said = [line.strip() for line in process.stderr.splitlines() if "valid" in line and not line.startswith("validating")]
    return Outcome("redocly", tuple(said), tuple(findings))


def _objects(text: str) -> list[Json]:
    """The JSON objects in `text`: redocly prints one for each kind of document, one after the other."""
    decoder = json.JSONDecoder()
    found: list[Json] = []
    at = text.find("{")
    while at >= 0:
        value, end = decoder.raw_decode(text, at)
        found.append(value)
        at = text.find("{", end)
    return found


def _redocly_finding(root: Path, spec: Spec, problem: Json) -> Finding:
    location = problem["location"][0]
    path = (root / location["source"]["ref"]).resolve()
    pointer = location.get("pointer", "#/").removeprefix("#").removesuffix("/")
    name = path.relative_to(root).as_posix()
    start = location.get("start")
    file = spec.files.loaded.get(path)
    line = start["line"] if start else file.line(pointer) if file else 1
    return Finding("redocly", problem["ruleId"], Source(name, line), problem["message"])


def spectral(root: Path, spec: Spec) -> list[Outcome]:
    """Every rule of `oas` and OWASP on the OpenAPI bundle, every rule of `asyncapi` on the other; hints are findings too."""
    runs = [("openapi", spec.openapi)] + ([("asyncapi", spec.asyncapi)] if spec.asyncapi else [])
    return [_spectral(root, name, bundle) for name, bundle in runs]


def _spectral(root: Path, name: str, bundle: Bundle) -> Outcome:
    config = f"spec/rules/spectral-{name}.yaml"
    # The overrides of the ruleset name the bundle by this path; what is judged is the spec as it stands, not the file on disk.
    known_as = f"contracts/bundles/{name}.json"
    arguments = ["lint", "--stdin-filepath", known_as, "--ruleset", config, "-F", "hint", "-f", "json", "--quiet"]
    process = run_node(root, SPECTRAL, arguments, as_json(bundle.document))
    try:
        results: Json = json.loads(process.stdout)
    except json.JSONDecodeError:
        raise ToolError(f"spectral: {process.stderr.strip() or process.stdout.strip() or 'no output'}") from None
    findings = tuple(
        Finding("spectral", result["code"], bundle.source(_pointer(result["path"])), result["message"]) for result in results
    )
    return Outcome(f"spectral {name}", (f"spectral {' '.join(arguments)}", _brief(results)), findings)


def _brief(results: Json) -> str:
    return "[]" if results == [] else f"{len(results)} results"


def _pointer(path: list[str | int]) -> str:
    return "".join(f"/{escape(str(key))}" for key in path)
