"""Start a server under another account; run as a script of its own, standard library only.

``python -I -S launch.py --uid 999 --gid 999 --capability 2 --death-signal 2 --parent 1
-- program arguments…`` lowers its rights and then becomes the program. Done after an exec
rather than between fork and exec, so that a parent with threads stays safe.

With ``--probe`` it becomes nothing: it exits 0 when the account reaches every path given.
See deploy/decisions/0001-embedded-postgresql-under-root.md.
"""

import argparse
import ctypes
import os
import sys

# Numbers from <linux/prctl.h>, <linux/capability.h> and <linux/securebits.h>.
PR_SET_PDEATHSIG = 1
PR_SET_SECUREBITS = 28
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
SECBIT_NO_SETUID_FIXUP = 1 << 2
LINUX_CAPABILITY_VERSION_3 = 0x20080522

EXIT_REFUSED = 126
EXIT_UNREACHABLE = 1


def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{what}: {os.strerror(error)}")


def _prctl(option: int, first: int, second: int = 0) -> None:
    zero = ctypes.c_ulong(0)
    arguments = (ctypes.c_ulong(first), ctypes.c_ulong(second), zero, zero)
    _checked(_library().prctl(option, *arguments), f"prctl {option}")


def _keep_only(capability: int) -> None:
    """Reduce this process to one capability, in a form that survives exec."""
    header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
    mask = 1 << capability
    data = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
    _checked(_library().capset(header, data), "capset")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability)


def become(uid: int, gid: int, capability: int | None) -> None:
    """Turn this process into (``uid``, ``gid``), without groups.

    ``capability`` is kept when given. access(2) forgets capabilities of an ordinary user
    unless SECBIT_NO_SETUID_FIXUP is set, and PostgreSQL looks for its own files with it.
    """
    if capability is not None:
        _prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP)
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    if capability is not None:
        _keep_only(capability)


def reaches(paths: list[str]) -> bool:
    """Say whether this process may search and read every one of ``paths``."""
    return all(
        os.access(path, os.R_OK | (os.X_OK if os.path.isdir(path) else 0))  # noqa: PTH112
        for path in paths
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--gid", type=int)
    parser.add_argument("--capability", type=int)
    parser.add_argument("--death-signal", type=int)
    parser.add_argument("--parent", type=int)
    parser.add_argument("--probe", action="store_true")
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def main() -> None:
    """Lower the rights, tie this process to its parent, become the program."""
    wanted = _arguments()
    try:
        if wanted.uid is not None:
            become(wanted.uid, wanted.gid, wanted.capability)
        if wanted.probe:
            sys.exit(0 if reaches(wanted.command) else EXIT_UNREACHABLE)
        if sys.platform == "linux":
            _prctl(PR_SET_NO_NEW_PRIVS, 1)
            if wanted.death_signal is not None:
                # After the change of account, which clears it.
                _prctl(PR_SET_PDEATHSIG, wanted.death_signal)
        if wanted.parent is not None and os.getppid() != wanted.parent:
            sys.exit(EXIT_REFUSED)
        os.execv(wanted.command[0], wanted.command)  # noqa: S606
    except OSError as error:
        sys.stderr.write(f"cannot start {wanted.command[0]}: {error}\n")
        sys.exit(EXIT_REFUSED)


if __name__ == "__main__":
    main()
