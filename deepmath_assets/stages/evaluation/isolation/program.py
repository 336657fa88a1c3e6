"""Running one program inside the jail, as a script would run.

Here: standard streams, the program's namespace, exit status, errors as a script shows them. Not here: confinement
(`jail`) and reading the output (`supervisor`). The exit status 86 says that memory ran out.
"""

import atexit
import contextlib
import linecache
import os
import random
import sys
import threading
import traceback
from typing import Any, NoReturn

OUT_OF_MEMORY = 86
_NAME = "<program>"


def run_to_exit(code: str) -> NoReturn:
    """Run the program and end the process with the status that a script would have."""
    status = _status_of(code)
    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]  # as an interpreter does at its end
        atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(BaseException):
            stream.flush()
    os._exit(status)


def open_streams(out: int, err: int) -> None:
    """Empty standard input, the two pipes as standard output and error, and no other open file."""
    empty = os.open("/dev/null", os.O_RDONLY)
    for source, target in ((empty, 0), (out, 1), (err, 2)):
        os.dup2(source, target)
    os.closerange(3, 4096)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)


def forget_host() -> None:
    """Nothing of the host's code is importable by name; random numbers begin anew (with a fixed seed: same program,
    same output).
    """
    for name in [name for name in sys.modules if name.partition(".")[0] == "deepmath_assets"]:
        del sys.modules[name]
    sys.argv = [_NAME]
    sys.dont_write_bytecode = True
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)


def _status_of(code: str) -> int:
    """Run the program; its exit status."""
    namespace: dict[str, Any] = {"__name__": "__main__", "__builtins__": __builtins__, "__doc__": None}
    linecache.cache[_NAME] = (len(code), None, code.splitlines(keepends=True), _NAME)
    try:
        exec(compile(code, _NAME, "exec"), namespace)
    except SystemExit as end:
        return _exit_status(end.code)
    except MemoryError:
        namespace.clear()
        with contextlib.suppress(BaseException):
            sys.stderr.write("MemoryError\n")
        return OUT_OF_MEMORY
    except BaseException as error:
        return _failed(error)
    return 0


def _exit_status(code: object) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        return code & 0xFF
    with contextlib.suppress(BaseException):
        sys.stderr.write(f"{code}\n")
    return 1


def _failed(error: BaseException) -> int:
    """Print the error as a script would, the frames of this file left out."""
    with contextlib.suppress(BaseException):
        trace = error.__traceback__.tb_next if error.__traceback__ else None
        sys.stderr.write("".join(traceback.format_exception(type(error), error, trace)))
    return 1
