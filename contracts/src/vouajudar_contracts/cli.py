"""The command `vouajudar-contracts`.

Exit codes: 0 all is well; 1 something was found (drift, findings, lost names); 2 the spec cannot be read.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from vouajudar_contracts.document.errors import SpecError
from vouajudar_contracts.generate.build import BuildError

if TYPE_CHECKING:
    from vouajudar_contracts.verify.fuzz_report import FuzzReport

app = typer.Typer(
    name="vouajudar-contracts",
    help="Workbench of the VouAjudar contract: reads spec/, writes what is generated from it, judges both.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Root = Annotated[
    Path | None,
    typer.Option("--root", help="The repository; found from the current folder upward when not given.", show_default=False),
]


def main() -> None:
    app()


@app.callback()
def workbench() -> None:
    """One contract, read from spec/; everything else is generated from it, or judged against it."""


@app.command()
def build(
    root: Root = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 and name each file that drifts.")] = False,
) -> None:
    """Write the bundles, the SDK and the stub's generated parts from the spec."""
    from vouajudar_contracts.document.load import load_contract
    from vouajudar_contracts.generate import build as runner

    home = _home(root)
    started = time.perf_counter()
    with _spec_errors(), _progress() as progress:
        task = progress.add_task("read the spec", total=None)
        contract = load_contract(home / "spec")

        def start(name: str) -> None:
            progress.update(task, description=f"write {name.rpartition('.')[2]}")

        output = runner.render_all(contract, on_start=start)
        changes = runner.drift(home, output) if check else runner.write(home, output)
    seconds = time.perf_counter() - started
    for change in changes:
        out.print(str(change), markup=False)
    counted = f"{len(output.files)} files from {len(contract.operations)} operations in {seconds:.1f} s"
    if not check:
        out.print(f"built {counted}, {len(changes)} changed")
    elif changes:
        err.print(f"{len(changes)} of {counted} drift from the spec; run: vouajudar-contracts build")
        raise typer.Exit(1)
    else:
        out.print(f"no drift: {counted}")


@app.command("generate-client")
def generate_client(
    openapi: Annotated[Path, typer.Option("--openapi", help="The document: OpenAPI 3.0 or 3.1, JSON or YAML, in one file.")],
    package: Annotated[str, typer.Option("--package", help="What the Python package shall be called.")],
    folder: Annotated[Path, typer.Option("--out", help="An empty folder, or one that this command has written before.")],
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when something could not be expressed.")] = False,
) -> None:
    """Write a typed Python client of anybody's OpenAPI document, and say what of the document it does not express."""
    from vouajudar_contracts.generate.foreign.client import build_client
    from vouajudar_contracts.generate.foreign.notes import of_kind
    from vouajudar_contracts.generate.foreign.read import read_document
    from vouajudar_contracts.generate.foreign.report import lines_of_report
    from vouajudar_contracts.generate.foreign.write import check_target, counts, write_client

    started = time.perf_counter()
    with _spec_errors(), _progress() as progress:
        check_target(folder, package)
        task = progress.add_task(f"read {openapi.name}", total=None)
        given = read_document(openapi)
        client = build_client(given, package, on_start=lambda step: progress.update(task, description=step))
        changes = write_client(client, given, folder)
    drawn = Table("names", "document", "client", "equal")
    for column in drawn.columns[1:3]:
        column.justify = "right"
    for kind, wanted, found in counts(client):
        drawn.add_row(kind, f"{wanted:,}", f"{found:,}", "yes")
    out.print(drawn)
    for line in lines_of_report(client, given):
        out.print(line, markup=False)
    seconds = time.perf_counter() - started
    out.print(f"wrote the package {package} to {folder}: {len(changes)} files changed, in {seconds:.1f} s", markup=False)
    if strict and of_kind(client.notes, "limit"):
        raise typer.Exit(1)


@app.command()
def lint(
    root: Root = None,
    own_only: Annotated[bool, typer.Option("--own-only", help="Only the rules of our own, which need no Node.js.")] = False,
) -> None:
    """Judge the spec: Redocly, Spectral with OWASP, and the rules of our own. Exit 1 when anything is found."""
    from vouajudar_contracts.document.load import load_spec
    from vouajudar_contracts.lint.own import own_findings
    from vouajudar_contracts.lint.report import table
    from vouajudar_contracts.lint.rules import RULES
    from vouajudar_contracts.lint.tools import Outcome, redocly, spectral
    from vouajudar_contracts.node import ToolError

    home = _home(root)
    with _spec_errors(), _progress() as progress:
        task = progress.add_task("read the spec", total=None)
        spec = load_spec(home / "spec")
        progress.update(task, description="own rules")
        own = own_findings(spec)
        outcomes = [Outcome("own rules", (f"{len(RULES)} rules run",), tuple(own))]
        try:
            if not own_only:
                progress.update(task, description="redocly")
                outcomes.append(redocly(home, spec))
                progress.update(task, description="spectral")
                outcomes += spectral(home, spec)
        except ToolError as error:
            err.print(str(error), markup=False)
            raise typer.Exit(2) from None
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    for line in table(findings):
        out.print(line, markup=False)
    for outcome in outcomes:
        out.print(f"{outcome.tool}: {len(outcome.findings)} findings", markup=False)
        for line in outcome.summary:
            out.print(f"  {line}", markup=False)
    if findings:
        raise typer.Exit(1)


@app.command()
def names(root: Root = None) -> None:
    """Compare the names in every output with those of the contract. Exit 1 when one is lost or invented."""
    from vouajudar_contracts.document.load import load_contract
    from vouajudar_contracts.generate.names import KINDS, READERS, differences, spec_names

    home = _home(root)
    with _spec_errors():
        contract = load_contract(home / "spec")
    wanted = spec_names(contract)
    found = {output: read(home, contract) for output, read in READERS.items()}
    drawn = Table("names", "spec", *found, "equal")
    for column in drawn.columns[1:]:
        column.justify = "right"
    for kind in KINDS:
        spec, outputs = getattr(wanted, kind), [getattr(output, kind) for output in found.values()]
        equal = all(output == spec for output in outputs)
        drawn.add_row(kind, str(len(spec)), *(str(len(output)) for output in outputs), "yes" if equal else "NO")
    out.print(drawn)
    lost = [f"{output}: {line}" for output, names in found.items() for line in differences(wanted, names)]
    for line in lost:
        out.print(line, markup=False)
    if lost:
        raise typer.Exit(1)


@app.command()
def workflows(
    base_url: Annotated[str, typer.Option("--base-url", help="Where the API is served, `/v1` included.")],
    keys_file: Annotated[
        Path,
        typer.Option(
            "--keys-file", help="The sandbox's ready file, or a file with `partners` like it.", exists=True, dir_okay=False
        ),
    ],
    only: Annotated[list[str] | None, typer.Option("--only", help="Run this scenario, for example s01; may be repeated.")] = None,
    root: Root = None,
) -> None:
    """Run the partner scenarios of spec/workflows against an implementation. Exit 1 when a step or a check does not hold."""
    from vouajudar_contracts.node import ToolError
    from vouajudar_contracts.verify import workflows as scenarios

    home = _home(root)
    results: list[scenarios.Played] = []
    try:
        with _spec_errors(), _progress() as progress:
            keys = scenarios.cast(scenarios.partners_in(keys_file))
            chosen = scenarios.selected(scenarios.scenarios(home), only or [])
            task = progress.add_task("read the scenarios", total=None)
            for scenario in chosen:
                progress.update(task, description=f"{scenario.name}: {scenario.title}")
                results.append(scenarios.play(home, scenario, base_url, keys))
    except (ToolError, scenarios.CastError) as error:
        err.print(str(error), markup=False)
        raise typer.Exit(2) from None
    drawn = Table("scenario", "what happens", "calls", "checks", "ms", "holds")
    drawn.columns[0].no_wrap = True
    for column in drawn.columns[2:5]:
        column.justify = "right"
    for played in results:
        counts = f"{played.steps}/{len(played.scenario.steps)}", f"{played.checks}/{played.scenario.checks}"
        drawn.add_row(
            played.scenario.name, played.scenario.title, *counts, str(played.milliseconds), "NO" if played.failures else "yes"
        )
    out.print(drawn)
    failures = [line for played in results for line in played.failures]
    for line in failures:
        out.print(line, markup=False)
    if failures:
        raise typer.Exit(1)


@app.command()
def fuzz(
    *,
    base_url: Annotated[str, typer.Option("--base-url", help="Where the API is served, `/v1` included.")],
    api_key_env: Annotated[str, typer.Option("--api-key-env", help="The environment variable that holds the API key.")],
    peer_key_env: Annotated[
        str | None, typer.Option("--peer-key-env", help="The variable that holds another partner's key, who must not see all.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="The same seed makes the same calls up.")] = 1,
    cases: Annotated[int, typer.Option("--cases", help="Go on, with other seeds, until so many calls were made.")] = 0,
    max_examples: Annotated[int, typer.Option("--max-examples", min=1, help="Made-up calls of each operation a round.")] = 10,
    scenarios: Annotated[int, typer.Option("--scenarios", help="Sequences along links a round; 0: none.")] = 20,
    only: Annotated[list[str] | None, typer.Option("--only", help="Call this operationId; may be repeated.")] = None,
    skip: Annotated[list[str] | None, typer.Option("--skip", help="Leave this operationId out; may be repeated.")] = None,
    root: Root = None,
) -> None:
    """Call an implementation in thousands of made-up ways, and judge every answer by the contract. Exit 1 when one breaks it.

    Takes an API key of a test partner of every kind in a world where nothing is of value: batches are cancelled, keys revoked,
    the clock moved and the world reset. Webhook endpoints are made up on a host that does not exist.
    """
    import httpx

    from vouajudar_contracts.verify import fuzz as judge
    from vouajudar_contracts.verify.caller import CallerError, meet, still_good

    document: dict[str, Any] = json.loads((_home(root) / "contracts/bundles/openapi.json").read_text(encoding="utf-8"))
    unknown = sorted({*(only or []), *(skip or [])} - set(judge.operation_names(document).values()))
    if unknown:
        raise _stopped(f"the contract has no operation {', '.join(unknown)}")
    for variable in filter(None, (api_key_env, peer_key_env)):
        if not os.environ.get(variable):
            raise _stopped(f"the environment variable {variable} is not set")
    peer_key = os.environ[peer_key_env] if peer_key_env else None

    def passes(first: bool) -> list[judge.Pass]:
        return judge.plan(
            document, max_examples=max_examples, scenarios=scenarios, boundaries=first, only=only or (), skip=skip or ()
        )

    with httpx.Client(timeout=30) as session, _progress() as shown:
        task = shown.add_task("ask who the key belongs to", total=None)

        def progress(doing: str, calls: int) -> None:
            what = doing or shown.tasks[task].fields.get("doing", "")
            shown.update(task, description=f"{what}: {calls} calls", doing=what)

        try:
            caller = meet(session, base_url.rstrip("/"), os.environ[api_key_env], peer_key=peer_key)
        except CallerError as error:
            raise _stopped(str(error)) from None
        report = judge.fuzz_until(
            cases, document, seed=seed, passes=passes, caller=caller, base_url=base_url.rstrip("/"), progress=progress
        )
        good = still_good(session, base_url.rstrip("/"), caller)
    _show_fuzz(report, good)
    if report.found or report.never_called or not good:
        raise typer.Exit(1)


def _show_fuzz(report: FuzzReport, good: bool) -> None:
    drawn = Table("operation", "calls", "answers")
    drawn.columns[0].no_wrap, drawn.columns[1].justify = True, "right"
    for name, calls, answers in report.rows():
        drawn.add_row(name, str(calls), answers)
    out.print(drawn)
    for kind, states in report.states():
        out.print(f"{kind}: {states}", markup=False)
    out.print(f"links followed: {len(report.links_followed)}; seed {report.seed}; {report.seconds:.0f} s", markup=False)
    for failure in report.failures:
        out.print(f"\n{failure}", markup=False)
    for name in report.never_called:
        out.print(f"{name}: was never called", markup=False)
    if not good:
        out.print("the API key does not count any more: what came after proves nothing", markup=False)
    out.print(f"\n{report}", markup=False)


def _stopped(reason: str) -> typer.Exit:
    err.print(reason, markup=False)
    return typer.Exit(2)


def _home(root: Path | None) -> Path:
    """The repository: where spec/openapi/openapi.yaml stands."""
    start = (root or Path.cwd()).resolve()
    for folder in [start] if root else [start, *start.parents]:
        if (folder / "spec/openapi/openapi.yaml").is_file():
            return folder
    err.print(f"no spec/openapi/openapi.yaml in {start}{'' if root else ' or above it'}; say where with --root", markup=False)
    raise typer.Exit(2)


@contextmanager
def _spec_errors() -> Generator[None]:
    try:
        yield
    except SpecError as error:
        for fault in error.faults:
            err.print(str(fault), markup=False)
        err.print("the spec cannot be read; nothing was written")
        raise typer.Exit(2) from None
    except BuildError as error:
        err.print(str(error), markup=False)
        err.print("nothing was written")
        raise typer.Exit(2) from None


def _progress() -> Progress:
    """A line that tells what is going on, on a terminal only."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=err, transient=True, disable=not sys.stderr.isatty())


if __name__ == "__main__":
    main()
