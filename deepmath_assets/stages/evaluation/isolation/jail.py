"""What a sandboxed program can see and do: built once for the zygote, finished for each program.

Here: namespaces, the private root (interpreter and system libraries read-only, /tmp in memory), limits, and giving up
privileges; each step that the host refuses is left out and reported. Not here: running the program (`program`),
watching it (`supervisor`).
"""

import contextlib
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from deepmath_assets.stages.evaluation.isolation import kernel
from deepmath_assets.stages.evaluation.isolation.filters import filter_program, filter_supported
from deepmath_assets.stages.evaluation.isolation.landlock import landlock_version, restrict_paths

_NOBODY = 65534
_LANDLOCK_NEEDED = 3
_MOUNT_POINTS = ("/mnt", "/media", "/srv", "/opt", "/tmp", "/var/tmp")
_SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
_FILE_BYTES = 64 << 20
_OPEN_FILES = 64
_TASKS = 64


@dataclass(frozen=True)
class Isolation:
    """What stands between a program and the host. Limits, empty environment, own process and own folder always hold.

    `files` is a private root, `paths` Landlock in its place, `calls` the system call filter (no new process, no
    socket).
    """

    files: bool = False
    paths: bool = False
    processes: bool = False
    network: bool = False
    user: bool = False
    calls: bool = False

    def describe(self) -> str:
        """One line: what is isolated, what is not.

        >>> Isolation(files=True, calls=True).describe()
        'isolated: limits, environment, files, calls; not isolated: processes, network, user'
        """
        ways = {"files": self.files or self.paths} | {
            n: getattr(self, n) for n in ("processes", "network", "user", "calls")
        }
        isolated = ", ".join(["limits", "environment", *(name for name, held in ways.items() if held)])
        return (
            f"isolated: {isolated}; not isolated: {', '.join(n for n, held in ways.items() if not held) or 'nothing'}"
        )


def enter_jail() -> Isolation:
    """Move the calling process (the zygote) into namespaces of its own and a read-only root; what could not be done is
    False.
    """
    root = os.geteuid() == 0
    network = files = False
    if root or _own_user_namespace():
        network = _tried(kernel.NEW_NET | kernel.NEW_UTS)
        files = _tried(kernel.NEW_MOUNTS | kernel.NEW_IPC) and _private_root()
    processes = files and _can_make_process_namespace()
    paths = not files and _in_child(lambda: _close_paths("/tmp"))
    calls = filter_supported() and _filter_works(files, paths, processes)
    return Isolation(
        files=files,
        paths=paths,
        processes=processes,
        network=network or calls,
        user=root and _readable_by_nobody(files),
        calls=calls,
    )


def _own_user_namespace() -> bool:
    """A user namespace in which this user stays itself (for hosts without root)."""
    user, group = os.geteuid(), os.getegid()
    if not _tried(kernel.NEW_USER):
        return False
    for name, line in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as stream:  # noqa: PTH123 - a kernel file, one write call
            stream.write(line)
    return True


def _tried(flags: int) -> bool:
    try:
        kernel.unshare(flags)
    except OSError:
        return False
    return True


def _private_root() -> bool:
    """A root in memory that holds the interpreter and the system's libraries, all read-only."""
    shown = _shown()
    place = next((p for p in _MOUNT_POINTS if Path(p).is_dir() and not any(s.startswith(p) for s in shown)), None)
    if place is None:
        return False
    try:
        kernel.mount("", "/", "", kernel.RECURSIVE | kernel.PRIVATE)
        kernel.mount("tmpfs", place, "tmpfs", kernel.NO_SUID, "size=1m,mode=755")
        for path in (*shown, *_DEVICES):
            _show(path, place + path)
        for folder in (_scratch(), "/proc"):
            Path(place + folder).mkdir(exist_ok=True)
        kernel.mount("/proc", place + "/proc", "", kernel.BIND | kernel.RECURSIVE)
        kernel.pivot_root(place)
        kernel.mount("", "/", "", kernel.REMOUNT | kernel.BIND | kernel.READ_ONLY | kernel.NO_SUID)
    except OSError:
        return False
    return True


def _show(path: str, target: str) -> None:
    """One path of the host at the same place in the new root; links as links."""
    here, there = Path(path), Path(target)
    if there.exists() or there.is_symlink():
        return
    there.parent.mkdir(parents=True, exist_ok=True)
    if here.is_symlink():
        there.symlink_to(here.readlink())
    elif here.is_dir():
        there.mkdir()
        kernel.bind_read_only(path, target)
    elif here.exists():
        there.touch()
        kernel.mount(path, target, "", kernel.BIND)


def _shown() -> list[str]:
    """What of the host's files a program may read: the interpreter, its packages, the system's libraries."""
    return sorted({path for path in (*_SYSTEM, sys.prefix, sys.base_prefix) if Path(path).exists()})


def _scratch() -> str:
    """The program's own folder in the private root: /tmp, unless the interpreter itself lies below that."""
    return "/scratch" if any(path.startswith("/tmp/") for path in _shown()) else "/tmp"


def _readable_by_nobody(own_root: bool) -> bool:
    """Whether another user could still import modules from the interpreter's folders."""

    def look() -> None:
        os.setgroups([])
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
        for folder in (sys.base_prefix, sys.prefix):
            next(Path(folder).iterdir())

    return own_root or _in_child(look)


def _in_child(check: Callable[[], None]) -> bool:
    """Whether a check, run in a child, succeeds."""
    child = os.fork()
    if child == 0:
        try:
            check()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _can_make_process_namespace() -> bool:
    return _in_child(lambda: kernel.unshare(kernel.NEW_PIDS | kernel.NEW_MOUNTS | kernel.NEW_IPC))


def _close_paths(folder: str) -> None:
    """Landlock: the interpreter and libraries readable, the folder writable. Raises OSError where the kernel is too
    old.
    """
    if landlock_version() < _LANDLOCK_NEEDED:
        raise OSError("no Landlock that closes truncation")
    kernel.no_new_privileges()
    restrict_paths(_shown(), [path for path in _DEVICES if Path(path).exists()], folder)


def _filter_works(own_files: bool, own_paths: bool, own_processes: bool) -> bool:
    def install() -> None:
        kernel.no_new_privileges()
        kernel.install_filter(filter_program(own_files, own_paths, own_processes))

    return _in_child(install)


def separate(isolation: Isolation) -> None:
    """Namespaces for one program, entered by its supervisor: the next child is the first process of a new process
    namespace.
    """
    if isolation.processes:
        kernel.unshare(kernel.NEW_PIDS | kernel.NEW_MOUNTS | kernel.NEW_IPC)


def confine(isolation: Isolation, memory_mb: int, cpu_seconds: int, folder: str) -> None:
    """Shut the calling process in for good: fresh /tmp and /proc, limits, no privileges, the call filter.

    `folder` is the working folder where no private file system is to be had.
    """
    if isolation.files:
        _fresh_folders(isolation.processes)
    os.chdir(_scratch() if isolation.files else folder)
    _limit(memory_mb, cpu_seconds)
    _give_up_privileges(isolation)
    if isolation.paths:
        _close_paths(folder)
    kernel.no_new_privileges()
    if isolation.calls:
        kernel.install_filter(filter_program(isolation.files, isolation.paths, isolation.processes))


def _fresh_folders(own_processes: bool) -> None:
    kernel.mount(
        "tmpfs",
        _scratch(),
        "tmpfs",
        kernel.NO_SUID | kernel.NO_DEVICES | kernel.NO_EXEC,
        f"size={_FILE_BYTES},nr_inodes=2000,mode=1777",
    )
    try:
        if not own_processes:
            raise OSError("no process namespace to show")
        kernel.mount("proc", "/proc", "proc", kernel.NO_SUID | kernel.NO_DEVICES | kernel.NO_EXEC)
    except OSError:  # hide the host's
        kernel.mount("tmpfs", "/proc", "tmpfs", kernel.READ_ONLY, "size=4k")


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    """Hard limits; the number of tasks counts per user, so it is generous."""
    limits = {
        resource.RLIMIT_AS: memory_mb << 20,
        resource.RLIMIT_CPU: cpu_seconds,
        resource.RLIMIT_FSIZE: _FILE_BYTES,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for name, value in limits.items():
        resource.setrlimit(name, (value, value))


def _give_up_privileges(isolation: Isolation) -> None:
    """Root becomes nobody; a user in its own namespace loses the namespace's capabilities."""
    if os.geteuid() == 0 and isolation.user:
        os.setgroups([])
        os.setresgid(_NOBODY, _NOBODY, _NOBODY)
        os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    with contextlib.suppress(OSError):
        kernel.drop_capabilities()
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NPROC, (_TASKS, _TASKS))
