"""The few Linux calls that Python lacks, through libc: namespaces, mounts, capabilities, prctl.

Here: thin wrappers that raise OSError. Not here: what is isolated and in which order (`jail`), system call filters
(`filters`). Numbers and structures are those of the kernel's user interface (linux/sched.h, linux/mount.h,
linux/prctl.h).
"""

import ctypes
import os
import platform

NEW_MOUNTS, NEW_UTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NET = (
    0x20000,
    0x4000000,
    0x8000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC, REMOUNT, BIND, RECURSIVE, PRIVATE = 1, 2, 4, 8, 32, 4096, 16384, 1 << 18
_RELATIVE_TIME = 1 << 21
_DETACH = 2
_PR_SET_PDEATHSIG, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE = 1, 24, 38, 4
_CAPABILITY_VERSION = 0x20080522
_MOUNT_SETATTR = 442
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}

libc = ctypes.CDLL(None, use_errno=True)


def checked(result: int, what: str) -> int:
    """The result of a call, or its OSError."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def unshare(flags: int) -> None:
    """Leave the namespaces named by the flags for new ones."""
    checked(libc.unshare(ctypes.c_int(flags)), "unshare")


def mount(source: str, target: str, kind: str = "", flags: int = 0, options: str = "") -> None:
    """Mount, bind or remount."""
    checked(
        libc.mount(
            source.encode(), target.encode(), kind.encode() or None, ctypes.c_ulong(flags), options.encode() or None
        ),
        f"mount {target}",
    )


def bind_read_only(source: str, target: str) -> None:
    """The tree or file `source` seen at `target`, not writable, without devices and set-user-id bits."""
    mount(source, target, "", BIND | RECURSIVE)
    attributes = (ctypes.c_uint64 * 4)(READ_ONLY | NO_SUID | NO_DEVICES, 0, 0, 0)
    done = libc.syscall(_MOUNT_SETATTR, -100, target.encode(), 0x8000, ctypes.byref(attributes), ctypes.c_size_t(32))
    if done < 0:  # a kernel before 5.12: the top mount only
        kept = os.statvfs(target).f_flag & (NO_SUID | NO_DEVICES | NO_EXEC | 1024 | 2048)
        mount("", target, "", REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES | kept | _RELATIVE_TIME)


def pivot_root(new_root: str) -> None:
    """Make a mount the root and let go of the old one."""
    os.chdir(new_root)
    checked(libc.syscall(_PIVOT_ROOT[platform.machine()], b".", b"."), "pivot_root")
    checked(libc.umount2(b".", _DETACH), "umount old root")
    os.chdir("/")


def die_with_parent() -> None:
    """Be killed when the parent ends."""
    checked(libc.prctl(_PR_SET_PDEATHSIG, 9, 0, 0, 0), "parent-death signal")


def no_new_privileges() -> None:
    """Never gain privileges by executing a file; also asked for by system call filters."""
    checked(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no new privileges")


def drop_capabilities() -> None:
    """Hold no capability and be unable to gain one."""
    for capability in range(64):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    checked(libc.capset(ctypes.byref(header), ctypes.byref((ctypes.c_uint32 * 6)())), "capset")


def not_dumpable() -> None:
    """Other processes of this user can neither trace this one nor open its /proc files."""
    checked(libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "dumpable")


def install_filter(program: bytes) -> None:
    """Install a seccomp filter for this process and all it starts."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))

    described = Program(len(program) // 8, program)
    checked(libc.prctl(22, 2, ctypes.byref(described), 0, 0), "seccomp")
