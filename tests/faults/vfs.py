"""SQLite's own file calls, watched: where a write or a sync of the WAL or the main file begins and ends.

The methods of each file that SQLite opens are replaced by ones that tell and then call the real ones. So a kill can fall into
the middle of a commit or of a WAL checkpoint, a page can be torn, and a sync can be counted where it happens.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import sqlite3
import threading
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_int, c_int64, c_void_p
from typing import Any

from .trigger import Trigger

_MAIN_DB, _WAL = 0x100, 0x80000
"""Flags of xOpen that say what a file is."""

_METHODS = 18
"""Function pointers of sqlite3_io_methods in version 3."""
_WRITE_AT, _SYNC_AT = 2, 4
"""Where xWrite and xSync stand among them."""

_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Vfs(ctypes.Structure):
    """The head of sqlite3_vfs."""

    _fields_ = (
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
    )


class _Methods(ctypes.Structure):
    """sqlite3_io_methods."""

    _fields_ = (("version", c_int), ("methods", c_void_p * _METHODS))


class _File(ctypes.Structure):
    """sqlite3_file."""

    _fields_ = (("methods", POINTER(_Methods)),)


_of_thread = threading.local()


def wal_is_dirty() -> bool:
    """Has the calling thread written to a WAL and not synced it since?"""
    return getattr(_of_thread, "dirty", False)


def watch_files(trigger: Trigger) -> None:
    """From here on, of every file that is opened."""
    library = ctypes.CDLL(_sqlite3.__file__)
    library.sqlite3_vfs_find.restype = c_void_p
    library.sqlite3_vfs_find.argtypes = (c_char_p,)
    library.sqlite3_libversion.restype = c_char_p
    if library.sqlite3_libversion().decode() != sqlite3.sqlite_version:
        raise RuntimeError("the SQLite found is not the one that Python uses")
    vfs = ctypes.cast(library.sqlite3_vfs_find(None), POINTER(_Vfs)).contents
    really_open = _OPEN(vfs.open)
    tables: dict[tuple[int, bool], Any] = {}

    def opened(own: int, name: int, file: int, flags: int, out: int) -> int:
        code: int = really_open(own, name, file, flags, out)
        if code == 0 and flags & (_MAIN_DB | _WAL):
            head = ctypes.cast(file, POINTER(_File)).contents
            kind = (ctypes.addressof(head.methods.contents), bool(flags & _WAL))
            if kind not in tables:
                tables[kind] = _watched(head.methods.contents, trigger, wal=kind[1])
            head.methods = ctypes.pointer(tables[kind][0])
        return code

    callback = _OPEN(opened)
    _KEPT.append((callback, tables))
    vfs.open = ctypes.cast(callback, c_void_p).value


_KEPT: list[Any] = []
"""SQLite holds addresses of these: they must not be collected."""


def _watched(real: _Methods, trigger: Trigger, *, wal: bool) -> tuple[_Methods, Callable[..., int], Callable[..., int]]:
    """The same methods, telling before they write or sync. With them what must be kept alive."""
    if real.version < 3:
        raise RuntimeError("this SQLite has an older table of file methods")
    board = trigger.board
    really_write, really_sync = _WRITE(real.methods[_WRITE_AT]), _SYNC(real.methods[_SYNC_AT])

    def write(file: int, data: int, amount: int, offset: int) -> int:
        if wal:
            if trigger.due("wal.torn"):
                really_write(file, data, amount // 2, offset)
                board["wal_end"] = max(board["wal_end"], offset + amount // 2)
                trigger.kill()
            trigger("wal.write")
            _of_thread.dirty = True
            if offset == 0:  # a new header: what is behind it is of no account from here on
                board["wal_end"] = board["wal_synced"] = 0
            board["wal_end"] = max(board["wal_end"], offset + amount)
        else:
            trigger("backfill.write")
        code: int = really_write(file, data, amount, offset)
        return code

    def sync(file: int, flags: int) -> int:
        trigger("wal.sync.before" if wal else "backfill.sync.before")
        end = board["wal_end"]
        code: int = really_sync(file, flags)
        if wal:
            board["wal_synced"] = end
            _of_thread.dirty = False
        trigger("wal.sync.after" if wal else "backfill.sync.after")
        board.add("wal_syncs" if wal else "backfills")
        return code

    watched = _Methods()
    ctypes.memmove(ctypes.byref(watched), ctypes.byref(real), ctypes.sizeof(_Methods))
    on_write, on_sync = _WRITE(write), _SYNC(sync)
    watched.methods[_WRITE_AT] = ctypes.cast(on_write, c_void_p).value
    watched.methods[_SYNC_AT] = ctypes.cast(on_sync, c_void_p).value
    return watched, on_write, on_sync
