"""Answers that are asked for again only to hear that they have not changed."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from vouajudar._answer import Answer


class _Kept(NamedTuple):
    etag: str
    answer: Answer


class ETagCache:
    """Keeps the last answers that had an ETag. A GET then asks "changed since?", and a 304 gives what is kept.

    Never answers without asking. Threads and clients may share one: answers of one credential are not given to another.
    """

    def __init__(self, max_entries: int = 1000) -> None:
        if max_entries < 1:
            raise ValueError("max_entries must be 1 or more")
        self._max = max_entries
        self._entries: OrderedDict[tuple[object, str], _Kept] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, owner: object, url: str) -> _Kept | None:
        with self._lock:
            kept = self._entries.get((owner, url))
            if kept is not None:
                self._entries.move_to_end((owner, url))
            return kept

    def keep(self, owner: object, url: str, answer: Answer) -> None:
        etag = answer.header("ETag")
        if etag is None:
            return
        with self._lock:
            self._entries[owner, url] = _Kept(etag, answer)
            self._entries.move_to_end((owner, url))
            if len(self._entries) > self._max:
                self._entries.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()

    def __len__(self) -> int:
        return len(self._entries)

    def __repr__(self) -> str:
        return f"<ETagCache of {len(self)}>"
