"""What the stub is measured against: `python -m tests.bench.opponents <bare|trivial> <port file> <batches file>`.

`bare` is FastAPI with nothing around it: no credential, no limit, no tag, no store; models stand ready in memory. `trivial`
is the least that can answer at all: it shows how much of a call is uvicorn, and how fast the generator is.
"""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from vouajudar.models import Batch, BatchPage


def bare(batches: list[dict[str, Any]]) -> FastAPI:
    """One batch by its id, and a list of all."""
    app = FastAPI()
    models = {batch["id"]: Batch.model_validate(batch) for batch in batches}

    @app.get("/v1/batches/{batch_id}")
    async def get_batch(batch_id: str) -> Batch:
        return models[batch_id]

    @app.get("/v1/batches")
    async def list_batches() -> BatchPage:
        return BatchPage.model_construct(items=list(models.values()), next_cursor=None)

    return app


async def trivial(scope: Any, receive: Any, send: Any) -> None:
    """The same 500 bytes for everybody."""
    del receive
    assert scope["type"] == "http"
    headers = [(b"content-type", b"application/json"), (b"content-length", b"500")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b" " * 500})


def main(name: str, port_file: Path, batches_file: Path) -> None:
    app: Any = bare(json.loads(batches_file.read_bytes())) if name == "bare" else trivial
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(2048)
    part = port_file.with_suffix(".part")
    part.write_text(str(listener.getsockname()[1]))
    part.rename(port_file)
    config = uvicorn.Config(
        app, loop="uvloop", http="httptools", ws="none", lifespan="off", access_log=False, log_level="warning"
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
