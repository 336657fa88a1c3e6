"""The system call filter (seccomp) of a sandboxed program.

Here: which calls are refused, and the filter's machine code. Refused always: starting processes and programs (threads
may), sockets, tracing, kernel interfaces, memory that no limit counts. Refused without a private root: every call
that changes a file (with Landlock: owners, modes and times only). Without a process namespace: signals to others. Not
here: installing it (`kernel`). A deny list, because the interpreter and numpy need too many others; it is one wall of
several, not the only one.
"""

import platform
import struct

_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_EPERM, _ENOSYS = 1, 38
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_CLONE_THREAD = 0x10000
_WRITE_FLAGS = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000
# name: (x86_64, aarch64); None where the architecture has no such call
_ALWAYS: dict[str, tuple[int | None, int | None]] = {
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "setns": (308, 268),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "mq_open": (240, 180),
    "open_by_handle_at": (304, 265),
    "personality": (135, 92),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "reboot": (169, 142),
    "fsopen": (430, 430),
    "fsmount": (432, 432),
    "move_mount": (429, 429),
    "open_tree": (428, 428),
    "mount_setattr": (442, 442),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "setuid": (105, 146),
    "setresuid": (117, 147),
    "setgid": (106, 144),
}
_CHANGING_ATTRIBUTES: dict[str, tuple[int | None, int | None]] = {
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
}
_CHANGING_FILES: dict[str, tuple[int | None, int | None]] = {
    "creat": (85, None),
    "openat2": (437, 437),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "rmdir": (84, None),
    "link": (86, None),
    "linkat": (265, 37),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "truncate": (76, 45),
    "mknod": (133, None),
    "mknodat": (259, 33),
}
_SIGNALLING: dict[str, tuple[int | None, int | None]] = {
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "pidfd_send_signal": (424, 424),
}
_CLONE, _CLONE3, _OPEN, _OPENAT = (56, 220), (435, 435), (2, None), (257, 56)


def filter_supported() -> bool:
    """Whether the filter knows this machine's system call numbers."""
    return platform.machine() in _ARCHITECTURES


def filter_program(own_files: bool, own_paths: bool, own_processes: bool) -> bytes:
    """The filter's code; `own_files` with a private file system, `own_paths` with Landlock, `own_processes` with a
    process namespace.

    >>> len(filter_program(True, False, True)) % 8
    0
    >>> len(filter_program(False, False, False)) > len(filter_program(False, True, False))
    True
    """
    column = list(_ARCHITECTURES).index(platform.machine()) if filter_supported() else 0
    code = [_load(4), _jump_equal(list(_ARCHITECTURES.values())[column], 1, 0), _return(_REFUSE | _EPERM), _load(0)]
    if column == 0:  # the x32 twin of each call
        code += [_jump_at_least(0x40000000, 0, 1), _return(_REFUSE | _EPERM)]
    code += _only_with_flag(_CLONE[column], 16, _CLONE_THREAD)
    code += _refused(_CLONE3[column], _ENOSYS)
    tables = [_ALWAYS]
    tables += [] if own_files else [_CHANGING_ATTRIBUTES]
    tables += [] if own_files or own_paths else [_CHANGING_FILES]
    tables += [] if own_processes else [_SIGNALLING]
    for table in tables:
        for numbers in table.values():
            code += _refused(numbers[column], _EPERM)
    if not (own_files or own_paths):
        code += _without_flags(_OPEN[column], 24, _WRITE_FLAGS) + _without_flags(_OPENAT[column], 32, _WRITE_FLAGS)
    return b"".join([*code, _return(_ALLOW)])


def _load(offset: int) -> bytes:
    return struct.pack("HBBI", 0x20, 0, 0, offset)


def _jump_equal(value: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("HBBI", 0x15, if_true, if_false, value)


def _jump_at_least(value: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("HBBI", 0x35, if_true, if_false, value)


def _jump_any_bit(value: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("HBBI", 0x45, if_true, if_false, value)


def _return(value: int) -> bytes:
    return struct.pack("HBBI", 0x06, 0, 0, value)


def _refused(number: int | None, error: int) -> list[bytes]:
    return [] if number is None else [_jump_equal(number, 0, 1), _return(_REFUSE | error)]


def _only_with_flag(number: int | None, argument: int, flag: int) -> list[bytes]:
    """The call is refused unless its argument (at that offset) has the flag."""
    if number is None:
        return []
    return [_jump_equal(number, 0, 4), _load(argument), _jump_any_bit(flag, 1, 0), _return(_REFUSE | _EPERM), _load(0)]


def _without_flags(number: int | None, argument: int, flags: int) -> list[bytes]:
    """The call is refused if its argument has any of the flags."""
    if number is None:
        return []
    return [_jump_equal(number, 0, 4), _load(argument), _jump_any_bit(flags, 0, 1), _return(_REFUSE | _EPERM), _load(0)]
