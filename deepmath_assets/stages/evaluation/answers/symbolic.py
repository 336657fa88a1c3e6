"""The last resort: Math-Verify in a child process with a wall limit.

Here: one persistent child, asked in lines of JSON; past the limit it is killed and the next question starts another.
Callers may be threads: a lock lets one question through at a time. Without the package the verdict is False. Not
here: anything our own rules decide. Math-Verify's own time limit is an alarm: it fails in threads and cancels the
caller's, so it is switched off and ours is the process. A plain subprocess, not multiprocessing: nothing of the
caller is forked or imported again.
"""

import atexit
import importlib.util
import json
import logging
import selectors
import subprocess
import sys
import threading
import time

_LIMIT_SECONDS = 5.0
_START_SECONDS = 60.0
_MAX_LENGTH = 400
_MEMORY_BYTES = 4 << 30


def math_verify_agrees(answer: str, gold: str, limit_seconds: float = _LIMIT_SECONDS) -> bool:
    """Whether Math-Verify finds the two answers equal within the limit; False without the package, past the limit, or
    on its errors.
    """
    if max(len(answer), len(gold)) > _MAX_LENGTH or not importlib.util.find_spec("math_verify"):
        return False
    return _CHILD.ask(answer, gold, limit_seconds)


class _Child:
    """One child process that answers [answer, gold] with true or false."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None

    def ask(self, answer: str, gold: str, limit_seconds: float) -> bool:
        with self._lock:
            process = self._ready()
            if process is None or process.stdin is None:
                return False
            try:
                process.stdin.write(json.dumps([answer, gold]) + "\n")
                process.stdin.flush()
                line = _line_within(process, limit_seconds)
            except OSError:
                line = ""
            if not line:
                self.stop()
            return line.strip() == "true"

    def _ready(self) -> subprocess.Popen[str] | None:
        """The living child, started if need be; None if it does not come up."""
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if _line_within(self._process, _START_SECONDS).strip() == "ready":
            return self._process
        self.stop()
        return None

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
        self._process = None


def _line_within(process: subprocess.Popen[str], seconds: float) -> str:
    """The next line that the child writes, or an empty string past the limit (it writes whole lines only)."""
    if process.stdout is None:
        return ""
    with selectors.DefaultSelector() as waiting:
        waiting.register(process.stdout, selectors.EVENT_READ)
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if waiting.select(left):
                return process.stdout.readline()
    return ""


def serve() -> None:
    """Answer questions on standard input until it closes. Runs in the child."""
    import resource

    from math_verify import parse, verify

    logging.disable(logging.CRITICAL)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        answer, gold = json.loads(line)
        try:
            parsed = [parse(f"${text}$", parsing_timeout=None) for text in (gold, answer)]
            equal = bool(all(parsed) and verify(parsed[0], parsed[1], timeout_seconds=None))
        except Exception:  # a record's boundary: an answer that the library cannot read is not equal
            equal = False
        sys.stdout.write(json.dumps(equal) + "\n")
        sys.stdout.flush()


_CHILD = _Child()
atexit.register(_CHILD.stop)

if __name__ == "__main__":
    serve()
