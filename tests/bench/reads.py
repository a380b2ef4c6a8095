"""GET of one batch and of a list of 50, against bare FastAPI in the same run, turn by turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.bench import calls, servers
from tests.bench.figures import Figure
from tests.bench.load import Measured, Plan, run
from tests.bench.quantiles import median
from tests.bench.servers import Served

CONNECTIONS = 32
LISTED = 50


class Side:
    """One of those that are compared: each round adds a measurement."""

    def __init__(self, server: Served, request: str, status: int = 200) -> None:
        self._server = server
        self._plan = Plan(url=server.url, requests=[request], connections=CONNECTIONS)
        self._status = status
        self.rates: list[float] = []
        self.cpu: list[float] = []
        """Microseconds of the server's CPU a call."""
        self.busy = 0.0

    def measure(self, seconds: float) -> Measured:
        used = self._server.cpu_seconds()
        measured = run(Plan(**{**vars(self._plan), "seconds": seconds}))
        measured.only(self._status)
        self.rates.append(measured.rate)
        self.cpu.append((self._server.cpu_seconds() - used) / measured.calls * 1e6)
        self.busy = max(self.busy, measured.busy)
        return measured


def measure(folder: Path, *, rounds: int, seconds: float, tell: Callable[[str], None]) -> list[Figure]:
    with servers.stub(folder) as stub:
        run(Plan(url=stub.url, requests=[calls.create_batch(stub)], calls=2 * LISTED)).only(201)
        page = calls.read(stub, f"/batches?limit={LISTED}")
        one = f"/batches/{page['items'][0]['id']}"
        with servers.opponent("bare", folder, page["items"]) as bare, servers.opponent("trivial", folder, []) as trivial:
            sides = {
                "GET one": Side(stub, calls.get(stub, one)),
                "bare GET one": Side(bare, calls.plain_get(one)),
                "GET one, 304": Side(stub, calls.get(stub, one, If_None_Match='"1"'), 304),
                "GET list of 50": Side(stub, calls.get(stub, f"/batches?limit={LISTED}")),
                "bare list of 50": Side(bare, calls.plain_get("/batches")),
                "trivial ASGI": Side(trivial, calls.plain_get("/")),
            }
            for side in sides.values():
                side.measure(min(1.0, seconds))
                side.rates.clear()
                side.cpu.clear()
            for at in range(rounds):
                for name, side in sides.items():
                    measured = side.measure(seconds)
                    tell(f"round {at + 1} {name:16} {measured.rate:7.0f}/s, {side.cpu[-1]:4.0f} us of CPU a call")
    return [
        _ratio("GET one batch / bare FastAPI", sides["GET one"], sides["bare GET one"], at_least=1.2),
        _ratio("GET one batch, 304 / bare FastAPI", sides["GET one, 304"], sides["bare GET one"], at_least=1.2),
        _ratio("GET list of 50 / bare FastAPI", sides["GET list of 50"], sides["bare list of 50"], at_least=1.5),
        Figure(
            "ceiling of the generator (trivial ASGI)",
            median(sides["trivial ASGI"].rates),
            "calls/s",
            detail=f"generator used {sides['trivial ASGI'].busy:.0%} of a core there, at most "
            f"{max(side.busy for name, side in sides.items() if name != 'trivial ASGI'):.0%} elsewhere",
        ),
    ]


def _ratio(name: str, ours: Side, theirs: Side, *, at_least: float) -> Figure:
    """Of throughput: the median of the rounds' ratios, so that what disturbs a round disturbs both sides."""
    ratio = median([mine / other for mine, other in zip(ours.rates, theirs.rates, strict=True)])
    cpu = median([other / mine for mine, other in zip(ours.cpu, theirs.cpu, strict=True)])
    detail = (
        f"{median(ours.rates):,.0f}/s against {median(theirs.rates):,.0f}/s, {CONNECTIONS} clients, {len(ours.rates)} rounds; "
        f"server CPU a call {median(ours.cpu):.0f} us against {median(theirs.cpu):.0f} us ({cpu:.2f}x)"
    )
    return Figure(name, ratio, "x", at_least=at_least, detail=detail)
