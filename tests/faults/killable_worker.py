"""One of several serving processes, with named points in it; the killable supervisor starts it."""

from __future__ import annotations

import sys

from vouajudar_stub.cli import worker

from .killable_server import watched


def main() -> None:
    watched()
    worker.main(*map(int, sys.argv[1:]))


if __name__ == "__main__":
    main()
