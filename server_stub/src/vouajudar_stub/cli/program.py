"""Every command under its name."""

from __future__ import annotations

import typer

from vouajudar_stub.cli import data, doctor, keys, locations, serve

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(serve.serve)
app.command()(data.migrate)
app.command()(data.seed)
app.command()(data.rebuild)
app.add_typer(locations.app, name="locations")
app.add_typer(keys.app, name="keys")
app.command()(doctor.doctor)


@app.callback()
def main_options() -> None:
    """The reference stub of the VouAjudar partner API. Options count before the environment (VOUAJUDAR_...)."""


def main() -> None:
    app()
