"""Counters that several processes keep together: a call through any of them counts in all of them."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from vouajudar_stub.board import Board
from vouajudar_stub.edge import shared_limits
from vouajudar_stub.edge.rate_limit import RateLimits
from vouajudar_stub.edge.shared_limits import BoardStorage
from vouajudar_stub.services.credentials import CredentialsService

CALLS = 400


@pytest.fixture
def board() -> Iterator[Board]:
    board = Board.made()
    yield board
    board.close()


def _another(board: Board) -> Board:
    """The same memory, as another process has it."""
    return Board(os.dup(board.descriptor))


def _count(board: Board) -> None:
    storage = BoardStorage(board)
    for _ in range(CALLS):
        storage.incr("reads/key_1", 60)


def test_calls_through_several_processes_are_all_counted(board: Board) -> None:
    context = multiprocessing.get_context("fork")
    children = [context.Process(target=_count, args=(board,)) for _ in range(3)]
    for child in children:
        child.start()
    _count(board)
    for child in children:
        child.join(30)
        assert child.exitcode == 0
    assert BoardStorage(board).get("reads/key_1") == 4 * CALLS


def test_a_quota_used_up_in_one_process_is_used_up_in_the_other(board: Board) -> None:
    here, there = RateLimits(1, BoardStorage(board)), RateLimits(1, BoardStorage(_another(board)))
    for _ in range(20):
        here.count("token", "203.0.113.7")
    standing = there.count("token", "203.0.113.7")
    assert (standing.remaining, standing.exceeded) == (9, False)
    for _ in range(9):
        there.count("token", "203.0.113.7")
    assert here.count("token", "203.0.113.7").exceeded
    assert not here.count("token", "203.0.113.8").exceeded


def test_a_window_that_is_over_begins_anew(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    storage, now = BoardStorage(board), time.time()
    monkeypatch.setattr(shared_limits.time, "time", lambda: now)
    assert [storage.incr("reads/key_1", 60), storage.incr("reads/key_1", 60)] == [1, 2]
    assert storage.get_expiry("reads/key_1") == now + 60
    later = now + 60
    monkeypatch.setattr(shared_limits.time, "time", lambda: later)
    assert storage.get("reads/key_1") == 0
    assert storage.incr("reads/key_1", 60) == 1
    assert storage.get_expiry("reads/key_1") == later + 60


def test_many_callers_are_told_apart(board: Board) -> None:
    storage = BoardStorage(board)
    for number in range(3000):
        storage.incr(f"reads/key_{number}", 60, amount=number)
    assert [storage.get(f"reads/key_{number}") for number in range(3000)] == list(range(3000))


def test_a_full_board_forgets_the_window_that_ends_first(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared_limits, "SLOTS", 4)
    monkeypatch.setattr(shared_limits, "PROBES", 4)
    storage = BoardStorage(board)
    for number in range(4):
        storage.incr(f"key_{number}", 60 + number)
    assert storage.incr("one more", 60) == 1
    assert [storage.get(f"key_{number}") for number in range(4)] == [0, 1, 1, 1]


def test_counters_can_be_cleared_one_by_one_and_all_at_once(board: Board) -> None:
    storage = BoardStorage(board)
    board.next_generation()
    for key in ("a", "b"):
        storage.incr(key, 60)
    storage.clear("a")
    assert (storage.get("a"), storage.get("b")) == (0, 1)
    storage.reset()
    assert storage.get("b") == 0
    assert board.generation() == 1


def test_word_of_changed_credentials_reaches_the_other_processes(board: Board) -> None:
    other = _another(board)
    before = other.generation()
    nowhere: Any = None  # forgetting asks neither the store nor the tokens
    CredentialsService(nowhere, nowhere, generation=board).forget()
    assert other.generation() == before + 1
