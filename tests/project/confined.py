"""`python confined.py FILE -- COMMAND`: runs COMMAND as systemd would under a unit's walls around memory and
system calls. FILE is JSON: the names of the calls that are allowed.

The other walls of a unit (users, mounts, network) need a machine that systemd runs.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import errno
import json
import os
import resource
import socket
import sys
from pathlib import Path

ERRNO, ALLOW, NOT_EQUAL = 0x00050000, 0x7FFF0000, 1
NO_NEW_PRIVS, SET_MDWE, REFUSE_EXEC_GAIN = 38, 65, 1


class Comparison(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


def filter_calls(names: list[str]) -> None:
    """Every call that is not among `names` answers EPERM; every socket but a file's answers as systemd's."""
    seccomp = ctypes.CDLL("libseccomp.so.2", use_errno=True)
    seccomp.seccomp_init.restype = ctypes.c_void_p
    seccomp.seccomp_rule_add_array.argtypes = (
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Comparison)
    )  # fmt: skip
    context = ctypes.c_void_p(seccomp.seccomp_init(ERRNO | errno.EPERM))
    assert context

    def rule(action: int, name: str, *only: Comparison) -> None:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        if number != -1:  # a call that this machine does not have
            seccomp.seccomp_rule_add_array(
                context, action, number, len(only), (Comparison * len(only))(*only)
            )

    for name in names:
        if name != "socket":
            rule(ALLOW, name)
    rule(ERRNO | errno.EAFNOSUPPORT, "socket", Comparison(0, NOT_EQUAL, socket.AF_UNIX, 0))
    rule(ALLOW, "socket", Comparison(0, 4, socket.AF_UNIX, 0))
    assert seccomp.seccomp_load(context) == 0


def main(file: str, command: list[str]) -> None:
    libc = ctypes.CDLL(None)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    assert libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    libc.prctl(SET_MDWE, REFUSE_EXEC_GAIN, 0, 0, 0)  # kernels before 6.3 do not know it
    filter_calls(json.loads(Path(file).read_text()))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[3:])
