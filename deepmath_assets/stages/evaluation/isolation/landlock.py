"""Paths that a process may touch, by Landlock: for hosts that refuse namespaces (containers without privileges).

Here: the rule set: the interpreter and libraries readable, one working folder writable, all else closed, signals and
abstract sockets kept inside. Not here: what Landlock does not cover (owners, modes, times of files: the call filter
refuses those). Numbers are those of linux/landlock.h; the third version of its interface (Linux 6.2) is the least
that closes truncation.
"""

import ctypes
import os
from pathlib import Path

from deepmath_assets.stages.evaluation.isolation.kernel import checked, libc

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_READ = 1 << 0 | 1 << 2 | 1 << 3
_READ_FILE, _WRITE_FILE, _TRUNCATE, _IOCTL = 1 << 2, 1 << 1, 1 << 14, 1 << 15
_ALL_OF_VERSION_3 = (1 << 15) - 1
_SCOPED = 0b11


class _RuleSet(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def landlock_version() -> int:
    """The version of Landlock's interface; 0 where the kernel has none."""
    return max(0, int(libc.syscall(_CREATE, None, ctypes.c_size_t(0), 1)))


def restrict_paths(readable: list[str], devices: list[str], folder: str) -> None:
    """Close every path to this process but these, for good. Raises OSError."""
    version = landlock_version()
    every = _ALL_OF_VERSION_3 | (_IOCTL if version >= 5 else 0)
    rules = _RuleSet(every, 0, _SCOPED if version >= 6 else 0)
    size = 24 if version >= 6 else 8
    rule_set = checked(libc.syscall(_CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0), "landlock")
    for path in readable:
        _allow(rule_set, path, _READ if Path(path).is_dir() else _READ_FILE)
    for path in devices:
        _allow(rule_set, path, _READ_FILE | _WRITE_FILE)
    _allow(rule_set, folder, every & ~_IOCTL)
    checked(libc.syscall(_RESTRICT, rule_set, 0), "landlock")
    os.close(rule_set)


def _allow(rule_set: int, path: str, access: int) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = _Beneath(access, parent)
    checked(libc.syscall(_ADD_RULE, rule_set, 1, ctypes.byref(rule), 0), f"landlock {path}")
    os.close(parent)
