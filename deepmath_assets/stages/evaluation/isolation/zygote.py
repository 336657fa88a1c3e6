"""The process from which every sandboxed program is forked.

Here: loading the libraries once, entering the jail, answering requests. It is started with an empty environment,
holds none of the caller's memory or files, and ends when the caller's end of its socket closes. Each request comes
over a connection of its own, handed over as a file descriptor, and is served by a forked supervisor, so that requests
run side by side.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import struct
import sys
from dataclasses import asdict
from typing import Any

from deepmath_assets.stages.evaluation.isolation import kernel
from deepmath_assets.stages.evaluation.isolation.jail import Isolation, enter_jail
from deepmath_assets.stages.evaluation.isolation.supervisor import supervise

_PRELOADED = (
    "math",
    "cmath",
    "fractions",
    "decimal",
    "itertools",
    "collections",
    "statistics",
    "json",
    "re",
    "numpy",
    "sympy",
)


def send_message(connection: socket.socket, message: dict[str, Any]) -> None:
    """One JSON message, its length first."""
    data = json.dumps(message).encode()
    connection.sendall(struct.pack("!Q", len(data)) + data)


def receive_message(connection: socket.socket) -> dict[str, Any]:
    """The next message. Raises EOFError where the other side has gone."""
    (length,) = struct.unpack("!Q", _exactly(connection, 8))
    message: dict[str, Any] = json.loads(_exactly(connection, length))
    return message


def _exactly(connection: socket.socket, length: int) -> bytes:
    data = bytearray()
    while len(data) < length:
        chunk = connection.recv(min(1 << 20, length - len(data)))
        if not chunk:
            raise EOFError("the other side of the sandbox has gone")
        data += chunk
    return bytes(data)


def serve(control_fd: int) -> None:
    """Answer requests until the caller goes."""
    for name in _PRELOADED:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # forked programs share these pages
    control = socket.socket(fileno=control_fd)
    isolation = enter_jail()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # supervisors are not waited for
    control.send(json.dumps(asdict(isolation)).encode())
    while True:
        message, handed, _, _ = socket.recv_fds(control, 16, 1)
        if not message:
            os._exit(0)
        for fd in handed:
            if os.fork() == 0:
                control.close()
                _answer(socket.socket(fileno=fd), isolation)
            os.close(fd)


def _answer(connection: socket.socket, isolation: Isolation) -> None:
    """Serve one request and end. Runs in the supervisor."""
    try:
        kernel.die_with_parent()
        kernel.not_dumpable()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        request = receive_message(connection)
        send_message(connection, supervise(request, isolation))
    except BaseException as error:
        with contextlib.suppress(BaseException):
            send_message(
                connection, {"status": "refused", "stdout": "", "error": f"sandbox: {error!r}", "seconds": 0.0}
            )
    os._exit(0)


if __name__ == "__main__":
    serve(int(sys.argv[1]))
