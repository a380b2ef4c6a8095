"""A webhook receiver, a process of its own: writes down what arrives, and fails now and then.

`python -m tests.faults.receiver PORT FILE`: one line of JSON a request, written before it is answered.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from aiohttp import web

FAILS_ONE_IN = 40


async def serve(port: int, log: Path) -> None:
    failed: set[str] = set()
    with log.open("a") as out:

        async def receive(request: web.Request) -> web.Response:
            body = await request.text()
            event_id = request.headers["webhook-id"]
            fails = sum(event_id.encode()) % FAILS_ONE_IN == 0 and (event_id + request.path) not in failed
            if fails:  # the first time, so that it must come again
                failed.add(event_id + request.path)
                return web.Response(status=500)
            line = {
                "endpoint": request.path,
                "id": event_id,
                "timestamp": request.headers["webhook-timestamp"],
                "signature": request.headers["webhook-signature"],
                "body": body,
            }
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            out.flush()
            return web.Response(status=204)

        app = web.Application()
        app.router.add_post("/{name}", receive)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        print("listening", flush=True)  # noqa: T201 - what the harness waits for
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2])))
