"""Model-written Python, run where it can do no harm.

Here: `run_python`, and the caller's side of the zygote (`isolation/`). A program runs in a process of its own with
hard limits on CPU, memory, file size and open files, an empty environment, a fresh /tmp in memory, no other process,
no program to start, no socket; where the host allows namespaces, also behind a read-only root of its own, without the
host's processes and network, and as nobody where we are root. What was and was not isolated stands in every result.
Not covered: side channels in time and cache, faults of the kernel itself.
"""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deepmath_assets.stages.evaluation.isolation.jail import Isolation
from deepmath_assets.stages.evaluation.isolation.zygote import receive_message, send_message

_PACKAGE_ROOT = str(Path(__file__).resolve().parents[3])
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[2]); "
    "from deepmath_assets.stages.evaluation.isolation import zygote; sys.path.pop(0); zygote.serve(int(sys.argv[1]))"
)
_ENVIRONMENT = {
    "LANG": "C.UTF-8",
    "HOME": "/tmp",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
_MARGIN_SECONDS = 10.0
_START_SECONDS = 120.0
_OUTPUT_BYTES = 1_000_000
_MAX_CODE = 1_000_000


@dataclass(frozen=True)
class Execution:
    """What became of a program.

    `status` is ok, error (exception or exit status), timeout, memory, output (too much), killed (by a signal) or
    refused (not run). `error` holds the end of standard error. `isolation` says in one line what was and was not
    isolated.
    """

    status: str
    stdout: str
    error: str
    seconds: float
    isolation: str


def run_python(code: str, timeout: float = 10.0, memory_mb: int = 1024) -> Execution:
    r"""Run a program to its end or a limit. Safe from several threads; programs of different threads run side by side.

    >>> run_python("print(6 * 7)").stdout
    '42\n'
    """
    if not sys.platform.startswith("linux"):
        return Execution("refused", "", "the sandbox needs Linux; run programs on a Linux host", 0.0, "not run")
    if len(code) > _MAX_CODE:
        return Execution("refused", "", f"the program has over {_MAX_CODE} characters", 0.0, "not run")
    request = {"code": code, "timeout": timeout, "memory_mb": memory_mb, "output_bytes": _OUTPUT_BYTES}
    for _ in range(2):  # a zygote that has gone is replaced once
        try:
            reply, isolation = _ZYGOTE.ask(request, timeout + _MARGIN_SECONDS)
        except (OSError, EOFError):
            continue
        return Execution(isolation=isolation.describe(), **reply)
    return Execution(
        "refused", "", "the sandbox process does not start; run a program by hand to see why", 0.0, "not run"
    )


def detect_isolation() -> Isolation:
    """What this host lets the sandbox isolate (starts it if need be)."""
    run_python("")
    return _ZYGOTE.isolation


class _Zygote:
    """The caller's side: one zygote for this process, started when first asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0
        self.isolation = Isolation()

    def ask(self, request: dict[str, object], limit_seconds: float) -> tuple[dict[str, Any], Isolation]:
        """The reply to a request. Raises OSError or EOFError where the zygote has gone."""
        near, far = socket.socketpair()
        with near, far:
            with self._lock:
                control = self._ready()
                try:
                    socket.send_fds(control, [b"x"], [far.fileno()])
                except OSError:
                    self.stop()
                    raise
                isolation = self.isolation
            far.close()
            near.settimeout(limit_seconds)
            send_message(near, request)
            return receive_message(near), isolation

    def _ready(self) -> socket.socket:
        """The living zygote's control socket. A process that was forked from its owner starts its own."""
        alive = self._process is not None and self._owner == os.getpid() and self._process.poll() is None
        if alive and self._control is not None:
            return self._control
        if self._owner != os.getpid():
            self._process = None
        self.stop()
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with far:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-B", "-c", _BOOT, str(far.fileno()), _PACKAGE_ROOT],
                pass_fds=[far.fileno()],
                env=_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )
        self._owner, self._control = os.getpid(), near
        near.settimeout(_START_SECONDS)
        self.isolation = Isolation(**json.loads(near.recv(4096) or b"{}"))
        return near

    def stop(self) -> None:
        """End the zygote; programs that run die with it."""
        if self._control is not None:
            self._control.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._process = self._control = None


_ZYGOTE = _Zygote()
atexit.register(_ZYGOTE.stop)
