"""Starts killable servers by fork: one process has loaded the program, so that a start costs what a server does, not its import.

`python -m tests.faults.nursery` reads a line of JSON a server (`argv`, `environment`, `log`), answers with its process id, and,
when it has ended, with its return code as `subprocess` counts it. One at a time.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from typing import Any

from .killable_server import main as serve


def run() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            _become(order)
        print(pid, flush=True)  # noqa: T201 - the answer
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)  # noqa: T201


def _become(order: dict[str, Any]) -> None:
    """The server: with its own output, arguments and environment. Never returns."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        out = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
        os.environ.update(order["environment"])
        sys.argv = ["vouajudar-stub", *order["argv"]]
        serve()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    run()
