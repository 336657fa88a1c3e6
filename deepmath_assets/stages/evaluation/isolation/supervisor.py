"""Watching one program from outside its jail: output under a cap, the wall limit, what became of it.

Here: the process that the zygote forks for each request. It starts the program as the first process of a new process
namespace, so that killing that one process ends all. Not here: the jail (`jail`), the caller's side (`sandbox`).
"""

import contextlib
import math
import os
import re
import selectors
import shutil
import signal
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deepmath_assets.stages.evaluation.isolation import kernel, program
from deepmath_assets.stages.evaluation.isolation.jail import Isolation, confine, separate

_ERROR_BYTES = 64 << 10
_SETUP_FAILED = 87


@dataclass
class _Watched:
    """A running program and what it has written."""

    pid: int
    pipes: dict[int, str]
    limits: dict[str, int]
    written: dict[str, bytearray] = field(default_factory=lambda: {"out": bytearray(), "err": bytearray()})
    stopped: str = ""


def supervise(request: dict[str, Any], isolation: Isolation) -> dict[str, Any]:
    """Run the requested program to its end or a limit; the reply for the caller."""
    folder = "" if isolation.files else tempfile.mkdtemp(prefix="program-")
    if folder and isolation.user:
        Path(folder).chmod(0o777)
    started = time.monotonic()
    try:
        separate(isolation)
        watched = _start(request, isolation, folder)
        _watch(watched, started + request["timeout"])
        status = _end(watched)
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
    return _reply(watched, status, time.monotonic() - started)


def _start(request: dict[str, Any], isolation: Isolation, folder: str) -> _Watched:
    out, err = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        _become_program(request, isolation, folder, out[1], err[1])
    os.close(out[1])
    os.close(err[1])
    return _Watched(pid, {out[0]: "out", err[0]: "err"}, {"out": request["output_bytes"], "err": _ERROR_BYTES})


def _become_program(request: dict[str, Any], isolation: Isolation, folder: str, out: int, err: int) -> None:
    """Never returns: the child confines itself and runs the program."""
    try:
        kernel.die_with_parent()
        os.setsid()
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE):
            signal.signal(name, signal.SIG_DFL if name != signal.SIGPIPE else signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        program.open_streams(out, err)
        confine(isolation, request["memory_mb"], math.ceil(request["timeout"]) + 1, folder)
    except BaseException as error:
        with contextlib.suppress(BaseException):
            os.write(2, f"sandbox set-up failed: {error}\n".encode())
        os._exit(_SETUP_FAILED)
    program.forget_host()
    program.run_to_exit(request["code"])


def _watch(watched: _Watched, deadline: float) -> None:
    """Read what the program writes until it closes its pipes, a limit is reached, or it ends."""
    with selectors.DefaultSelector() as waiting:
        for pipe in watched.pipes:
            waiting.register(pipe, selectors.EVENT_READ)
        end = os.pidfd_open(watched.pid)
        waiting.register(end, selectors.EVENT_READ)
        ended = False
        while not watched.stopped:
            left = deadline - time.monotonic()
            if left <= 0:
                watched.stopped = "timeout"
                break
            ready = [key.fd for key, _ in waiting.select(0 if ended else left)]
            if not ready and ended:
                break
            for pipe in ready:
                if pipe == end:
                    waiting.unregister(end)
                    ended = True
                elif not _read(watched, pipe):
                    waiting.unregister(pipe)
            if len(waiting.get_map()) == 0:
                break
        os.close(end)


def _read(watched: _Watched, pipe: int) -> bool:
    """Take what is there; False at the end of the pipe. Standard error beyond its cap is thrown away, output beyond it
    stops the program.
    """
    chunk = os.read(pipe, 1 << 16)
    kind = watched.pipes[pipe]
    kept, limit = watched.written[kind], watched.limits[kind]
    if kind == "err" and len(kept) + len(chunk) > limit:  # the end of a trace says more than its beginning
        del kept[: len(kept) + len(chunk) - limit]
    kept.extend(chunk if kind == "err" else chunk[: limit - len(kept) + 1])
    if kind == "out" and len(kept) > limit:
        del kept[limit:]
        watched.stopped = "output"
    return bool(chunk)


def _end(watched: _Watched) -> int:
    """Kill what is left (the first process takes its namespace with it) and take the wait status."""
    for kill in (os.killpg, os.kill) if watched.stopped else (os.killpg,):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(watched.pid, signal.SIGKILL)
    _, status = os.waitpid(watched.pid, 0)
    for pipe in watched.pipes:
        os.close(pipe)
    return status


def _reply(watched: _Watched, status: int, seconds: float) -> dict[str, Any]:
    error = watched.written["err"].decode("utf-8", "replace")
    return {
        "status": watched.stopped or _status_name(status, error),
        "stdout": watched.written["out"].decode("utf-8", "replace"),
        "error": error,
        "seconds": seconds,
    }


def _status_name(status: int, error: str) -> str:
    """The word for a wait status."""
    if os.WIFSIGNALED(status):
        return "timeout" if os.WTERMSIG(status) == signal.SIGXCPU else "killed"
    code = os.WEXITSTATUS(status)
    last_line = error.rstrip().rpartition("\n")[2]
    if code == program.OUT_OF_MEMORY or (code and re.match(r"MemoryError|numpy\.\w+\._exceptions\._Array", last_line)):
        return "memory"
    if code == _SETUP_FAILED:
        return "refused"
    return "ok" if code == 0 else "error"
