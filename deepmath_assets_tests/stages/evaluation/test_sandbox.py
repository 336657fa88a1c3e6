"""The sandbox: honest programs run, harmful ones do nothing. The kit's battery is a slow test."""

import importlib.util
import json
import os
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deepmath_assets.stages.evaluation.isolation import filters
from deepmath_assets.stages.evaluation.isolation.jail import Isolation
from deepmath_assets.stages.evaluation.sandbox import detect_isolation, run_python

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox needs Linux")


@pytest.fixture(scope="module")
def isolation() -> Isolation:
    return detect_isolation()


@pytest.mark.parametrize(
    ("code", "printed"),
    [
        ("print(sum(range(10)))", "45\n"),
        ("from fractions import Fraction\nprint(Fraction(1, 3) + Fraction(1, 6))", "1/2\n"),
        ("def f(n):\n    return 1 if n < 2 else n * f(n - 1)\nprint(f(10))", "3628800\n"),
        ("import threading\nt = threading.Thread(target=print, args=('side',))\nt.start()", "side\n"),
        ("print('一二三')", "一二三\n"),
        ("import random\nprint(random.random())\nimport sys\nsys.exit()", "0.8444218515250481\n"),
    ],
)
def test_honest_programs_print_what_they_should(code: str, printed: str) -> None:
    ran = run_python(code)
    assert (ran.status, ran.stdout) == ("ok", printed), ran.error


@pytest.mark.parametrize("name", ["sympy", "numpy"])
def test_libraries_work(name: str) -> None:
    if not importlib.util.find_spec(name):
        pytest.skip(f"{name} is not installed")
    code = {
        "sympy": "import sympy\nx = sympy.Symbol('x')\nprint(sympy.solve(x**2 - 2))",
        "numpy": "import numpy\nprint(numpy.eye(2).trace())",
    }[name]
    assert run_python(code).stdout == {"sympy": "[-sqrt(2), sqrt(2)]\n", "numpy": "2.0\n"}[name]


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("1 / 0", "error", "ZeroDivisionError"),
        ("import sys\nsys.exit('no answer')", "error", "no answer"),
        ("while True: pass", "timeout", ""),
        ("import time\ntime.sleep(60)", "timeout", ""),
        ("x = [0] * 10**10", "memory", "MemoryError"),
        ("while True: print('x' * 10**6)", "output", ""),
        ("import ctypes\nctypes.string_at(0)", "killed", ""),
        ("def f(): f()\nf()", "error", "RecursionError"),
        ("print(", "error", "SyntaxError"),
    ],
)
def test_what_goes_wrong_has_a_word(code: str, status: str, said: str) -> None:
    started = time.monotonic()
    ran = run_python(code, timeout=1.0, memory_mb=512)
    assert ran.status == status
    assert said in ran.error
    assert time.monotonic() - started < 6
    assert len(ran.stdout) <= 1_000_000


def test_nothing_of_the_host_is_in_reach(tmp_path: Path, isolation: Isolation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOST_SECRET", "hidden-word")
    victim = tmp_path / "victim.txt"
    victim.write_text("whole")
    code = f"""
import os, shutil
print(sorted(os.environ))
victim, folder = {str(victim)!r}, {str(tmp_path)!r}
for act in (lambda: open(victim, 'w'), lambda: os.remove(victim), lambda: shutil.rmtree(folder),
            lambda: os.kill({os.getpid()}, 9), lambda: print(open('/proc/{os.getpid()}/environ').read())):
    try:
        act()
    except Exception:
        pass
"""
    ran = run_python(code)
    assert "HOST_SECRET" not in ran.stdout
    assert ran.status == "ok"
    if isolation.files or isolation.calls:
        assert victim.read_text() == "whole"


def test_sockets_and_programs_are_refused(isolation: Isolation) -> None:
    if not isolation.calls:
        pytest.skip(f"no system call filter here: {isolation.describe()}")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        ran = run_python(f"import socket\nsocket.create_connection(('127.0.0.1', {port}), 1)")
        assert ran.status == "error"
    for code in (
        "import os\nos.fork()",
        "import subprocess\nsubprocess.run(['true'])",
        "import os\nos.execv('/bin/true', ['true'])",
    ):
        assert run_python(code).status == "error"


def test_programs_do_not_see_each_other() -> None:
    run_python("import builtins\nbuiltins.print = None\nopen('left.txt', 'w').write('x')")
    ran = run_python("import os\nprint(os.path.exists('left.txt'), len(os.listdir('.')))")
    assert ran.stdout == "False 0\n"


def test_threads_run_side_by_side() -> None:
    run_python("")
    started = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda i: run_python(f"import time\ntime.sleep(0.5)\nprint({i})").stdout, range(4)))
    assert answers == ["0\n", "1\n", "2\n", "3\n"]
    assert time.monotonic() - started < 1.9


def test_a_dead_zygote_is_replaced() -> None:
    from deepmath_assets.stages.evaluation import sandbox

    run_python("")
    assert sandbox._ZYGOTE._process is not None
    sandbox._ZYGOTE._process.kill()
    sandbox._ZYGOTE._process.wait()
    assert run_python("print(3)").stdout == "3\n"


def test_without_namespaces_files_are_closed_by_landlock_or_the_filter(tmp_path: Path) -> None:
    """As in a container without privileges: a process that may not make namespaces asks the sandbox."""
    script = f"""
from deepmath_assets.stages.evaluation.isolation import filters, kernel
numbers = {{"x86_64": 272, "aarch64": 97}}
import platform
refused = filters._refused(numbers[platform.machine()], 1)
kernel.no_new_privileges()
kernel.install_filter(b"".join([filters._load(0), *refused, filters._return(filters._ALLOW)]))
from deepmath_assets.stages.evaluation.sandbox import run_python
ran = run_python("import sympy\\nprint(sympy.sqrt(8))\\nopen({str(tmp_path / "victim")!r}, 'w')")
print(ran.stdout, ran.error, ran.isolation)
"""
    if not filters.filter_supported():
        pytest.skip("no system call filter for this machine")
    root = Path(__file__).resolve().parents[3]
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=root, check=True)
    assert "2*sqrt(2)" in ended.stdout, ended.stdout
    assert "PermissionError" in ended.stdout
    assert not (tmp_path / "victim").exists()


@pytest.mark.slow
def test_kit_battery(shared_data: Path) -> None:
    script = shared_data / "sandbox" / "check_sandbox.py"
    root = Path(__file__).resolve().parents[3]
    ended = subprocess.run(
        [sys.executable, str(script), "deepmath_assets.stages.evaluation.sandbox:run_python", "--quiet"],
        capture_output=True, text=True, cwd=root, check=False,
    )  # fmt: skip
    counts = json.loads(ended.stdout.strip().splitlines()[-1])
    assert "BAD" not in counts, ended.stdout
    assert "wrong" not in counts, ended.stdout
