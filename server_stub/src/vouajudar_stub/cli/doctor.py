"""`vouajudar-stub doctor`: is everything as it should be?"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vouajudar_stub.cli.options import FAILED, Database, named_database, opened, read_settings, run
from vouajudar_stub.examination import Finding, State, examine, read_models
from vouajudar_stub.logs import redacted
from vouajudar_stub.settings import Settings
from vouajudar_stub.store.opening import DatabaseError, RevisionError, check_revision, rebuild
from vouajudar_stub.store.protocol import StoreUnavailableError

_LOOK: dict[State, tuple[str, str]] = {"ok": ("ok", "green"), "warning": ("look", "yellow"), "error": ("WRONG", "bold red")}

WIDTH = 160


def doctor(
    *,
    database: Database = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs to read.")] = False,
) -> None:
    """Look at a database and the settings; exit 1 when something is wrong. May be run while servers serve."""
    settings = read_settings(database=named_database(database))
    findings = run(_examined(settings))
    wrong = [finding for finding in findings if finding.state == "error"]
    if as_json:
        report = {"ok": not wrong, "checks": [asdict(finding) for finding in findings], "settings": settings.shown()}
        typer.echo(json.dumps(report, indent=2))
    else:
        _show(findings, settings)
    if wrong:
        raise typer.Exit(FAILED)


async def _examined(settings: Settings) -> list[Finding]:
    """Everything that can be found out; without a database that answers it is little."""
    findings: list[Finding] = []
    try:
        await check_revision(settings.database)
        findings.append(Finding("revision", "ok", "the database is of the revision of this program"))
        async with opened(settings.database) as store:
            findings.append(Finding("database", "ok", "it answers"))
            findings.append(read_models(await rebuild(settings.database, write=False)))
            findings += [finding async for finding in examine(store, settings)]
    except RevisionError as error:
        findings.append(Finding("revision", "error", redacted(str(error))))
    except (DatabaseError, StoreUnavailableError) as error:
        findings.append(Finding("database", "error", redacted(str(error))))
    return findings


def _show(findings: list[Finding], settings: Settings) -> None:
    console = Console(width=None if sys.stdout.isatty() else WIDTH)
    checks = Table("", "Check", "What was found", title="Checks", title_justify="left")
    for finding in findings:
        word, style = _LOOK[finding.state]
        checks.add_row(f"[{style}]{word}[/]", finding.check, finding.detail)
    console.print(checks)
    echo = Table("Variable", "Value", title="Settings", title_justify="left")
    for name, value in settings.shown().items():
        echo.add_row(name, value or "-")
    console.print(echo)
    wrong = sum(finding.state == "error" for finding in findings)
    console.print("Nothing is wrong." if not wrong else f"{wrong} of {len(findings)} checks found something wrong.")
