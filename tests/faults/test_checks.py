"""Each check finds what it is for, on a world that is right: one fact is changed, and it must be said."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook
from vouajudar import VouAjudar

from demo.sandbox import running_sandbox

from . import impact, torn
from .board import Board
from .client import Client, RefusedError
from .findings import Findings
from .fold import Fold
from .gate import Gate
from .journeys import Journeys, Place
from .ledger import Acked, Ledger, Refused
from .reader import Reader
from .verify import Verifier
from .webhooks import Receiver

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Seen:
    """A world after some journeys, and everything that is known of it."""

    client: VouAjudar
    ledger: Ledger
    fold: Fold
    folder: Path

    def verifier(self) -> Verifier:
        """On copies that a test may change."""
        findings = Findings()
        fold = replace(
            self.fold,
            findings=findings,
            events=dict(self.fold.events),
            types=dict(self.fold.types),
            objects=dict(self.fold.objects),
            by_clock=set(self.fold.by_clock),
        )
        acked = list(self.ledger.acked)
        ledger = replace(self.ledger, acked=acked, fresh=list(acked), refused=[], tags=dict(self.ledger.tags))
        reader = Reader(self.client, fold, self.folder / "cursor")
        return Verifier(self.client, fold, ledger, reader, findings, random.Random(1))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("checked")
    findings = Findings()
    with running_sandbox(folder, "--rate-limit-factor", "1000") as sandbox:
        owner, carrier = sandbox.partner(), sandbox.partner("dispatch")
        kitchen, shelter = (sandbox.location(kind, owner)["id"] for kind in ("provider", "shelter"))
        with sandbox.client(owner) as head, sandbox.client(carrier) as dispatch:
            gate, ledger, fold = Gate(1), Ledger(), Fold(findings)
            gate.open()
            client = Client("checked-client", 1, gate, ledger, findings)
            journeys = Journeys(client, Place(head, dispatch, kitchen, shelter), lambda _seconds: False, lambda _seconds: None)
            for journey in (journeys.claimed, journeys.open, journeys.request, journeys.place, journeys.new_place) * 3:
                journey()
            reader = Reader(head, fold, folder / "cursor")
            reader.catch_up()
            fold.settle()
            yield Seen(head, ledger, fold, folder)
    assert str(findings) == "nothing"


def versioned(verifier: Verifier) -> tuple[int, Acked]:
    """Where a write stands that its resource still shows, and that write."""
    shown = ((write.subject, write.version) for write in verifier.ledger.fresh)
    current = {(id_, state["version"]) for id_, state in verifier.fold.objects.items()}
    number = next(number for number, version in enumerate(shown) if version in current)
    return number, verifier.ledger.fresh[number]


def change(verifier: Verifier, **members: Any) -> None:
    number, write = versioned(verifier)
    verifier.ledger.fresh[number] = replace(write, **members)


def lose_a_tag(verifier: Verifier) -> None:
    verifier.ledger.tags["a tag that nothing has"] = "bat_00000000000000000000000000"


def expect_one_more(verifier: Verifier) -> None:
    verifier.ledger.expected = {**verifier.ledger.expected}
    subject = next(iter(verifier.ledger.expected))
    verifier.ledger.expected[subject] = verifier.ledger.expected[subject] + verifier.ledger.expected[subject]


def forget_one(verifier: Verifier) -> None:
    """As if a retry had had its effect a second time."""
    subject, counts = next(iter(verifier.ledger.expected.items()))
    fewer = Counter({event_type: count - 1 for event_type, count in counts.items()})
    verifier.ledger.expected = {**verifier.ledger.expected, subject: fewer}


def refuse(verifier: Verifier) -> None:
    verifier.ledger.refused.append(Refused("confirmDelivery", ("del_1",), "invalid-state", retried=True))


def replays_differ(verifier: Verifier) -> None:
    verifier.ledger.acked[:] = [replace(write, body=b"{}") for write in verifier.ledger.acked]


def forget_an_event(verifier: Verifier) -> None:
    del verifier.fold.events[next(iter(verifier.fold.events))]


def another_event(verifier: Verifier) -> None:
    verifier.fold.events["evt_00000000000000000000000000"] = b"{}"


def other_bytes(verifier: Verifier) -> None:
    for id_ in verifier.fold.events:
        verifier.fold.events[id_] += b" "


def another_state(verifier: Verifier) -> None:
    subject = next(id_ for id_ in verifier.fold.objects if id_.startswith("bat_"))
    verifier.fold.objects[subject] = {**verifier.fold.objects[subject], "quantity": 1}


def test_a_world_that_is_right_leads_to_no_finding(seen: Seen) -> None:
    verifier = seen.verifier()
    verifier.at_the_end(replays=50)
    assert str(verifier.findings) == "nothing"


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lambda v: change(v, version=99), "acked-write-lost"),
        (lambda v: change(v, subject="bat_00000000000000000000000000"), "acked-write-lost"),
        (expect_one_more, "acked-write-lost"),
        (lambda v: change(v, body=b'{"id":"another"}'), "acked-body-differs"),
        (lose_a_tag, "one-effect"),
        (forget_one, "one-effect"),
        (refuse, "refused"),
        (replays_differ, "replay-differs"),
        (forget_an_event, "feed-missed"),
        (another_event, "feed-missed"),
        (other_bytes, "event-differs"),
        (another_state, "fold-differs"),
    ],
)
def test_what_differs_is_found(seen: Seen, spoil: Callable[[Verifier], None], check: str) -> None:
    verifier = seen.verifier()
    spoil(verifier)
    verifier.at_the_end(replays=20)
    assert check in verifier.findings.by_check


def test_an_etag_that_is_not_the_version_is_found() -> None:
    findings = Findings()

    class Answer:
        etag = '"2"'
        headers: dict[str, str] = {}  # noqa: RUF012 - an answer of httpx has them so

    Client("etag-client", 1, Gate(1), Ledger(), findings)._judge("getBatch", Answer(), {"version": 3}, retried=False)  # type: ignore[arg-type]
    assert "etag" in findings.by_check


def test_a_refusal_ends_the_journey_and_is_kept_for_the_judge(seen: Seen) -> None:
    ledger, gate = Ledger(), Gate(1)
    gate.open()
    client = Client("refused-client", 1, gate, ledger, Findings())
    with pytest.raises(RefusedError):
        client.command("getBatch", lambda _key: seen.client.batches.with_response.get("bat_00000000000000000000000000"))
    assert [refused.slug for refused in ledger.refused] == ["not-found"]


def test_analytics_that_leave_something_out_are_found(seen: Seen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impact, "HANDLED_SECONDS", 0.0)
    verifier = seen.verifier()
    delivered = next(id_ for id_, kind in verifier.fold.types.items() if kind == "delivery.delivered")
    del verifier.fold.types[delivered]
    impact.judge(seen.client, verifier.reader, verifier.fold, verifier.findings)
    assert "impact" in verifier.findings.by_check


def line(event_id: str, body: str, *, signed: str | None = None) -> dict[str, str]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    signature = Webhook(SECRET).sign(event_id, at, body if signed is None else signed)
    timestamp = str(int(at.timestamp()))
    return {"endpoint": "/all", "id": event_id, "timestamp": timestamp, "signature": signature, "body": body}


@pytest.mark.parametrize(
    ("lines", "check"),
    [
        ([line("evt_1", '{"sequence":"1"}')], None),
        ([], "webhook-missed"),
        ([line("evt_1", '{"sequence": "1"}')], "webhook-differs"),
        ([line("evt_1", '{"sequence":"1"}', signed="something else")], "webhook-differs"),
        ([line("evt_1", '{"sequence":"1"}'), line("evt_2", "{}")], "webhook-differs"),
    ],
)
def test_webhooks_are_judged_by_id_bytes_and_signature(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[dict[str, str]], check: str | None
) -> None:
    findings = Findings()
    fold = Fold(findings, events={"evt_1": b'{"sequence":"1"}'}, types={"evt_1": "batch.created"})
    receiver = Receiver(tmp_path, endpoints={"all": (SECRET, "0")})
    monkeypatch.setattr(receiver, "received", lambda: lines)
    receiver.judge(fold, findings)
    assert list(findings.by_check) == ([check] if check else [])


@pytest.fixture(scope="module")
def sown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sandbox's locations in it, all of it in the main file."""
    path = tmp_path_factory.mktemp("sown") / "world.db"
    subprocess.run([sys.executable, "-m", "vouajudar_stub.cli", "seed", "--database", str(path)], check=True, capture_output=True)
    return path


def no_change(_path: Path) -> None:
    pass


def lose_an_event(path: Path) -> None:
    run_sql(path, "DELETE FROM events WHERE position = 1")


def change_a_record(path: Path) -> None:
    run_sql(path, "UPDATE records SET version = 77 WHERE kind = 'location'")


def lose_a_page(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(bytes(4096))


def run_sql(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(statement)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "acknowledged", "check"),
    [
        (no_change, {}, None),
        (no_change, {"bat_1": 1}, "acked-write-lost"),
        (lose_an_event, {}, "integrity"),
        (change_a_record, {}, "integrity"),
        (lose_a_page, {}, "integrity"),
    ],
)
def test_what_a_dead_server_has_left_is_judged(
    sown: Path, tmp_path: Path, spoil: Callable[[Path], None], acknowledged: dict[str, int], check: str | None
) -> None:
    path, findings = tmp_path / "world.db", Findings()
    shutil.copy(sown, path)
    spoil(path)
    dead = torn.Remains(Board(tmp_path / "board"), acknowledged)
    assert torn.judge(path, dead, random.Random(1), 0, findings) == 1
    assert list(findings.by_check) == ([check] if check else [])
