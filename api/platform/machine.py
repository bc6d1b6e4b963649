"""How large this machine is, for settings that follow from it."""

import os
from contextlib import suppress
from pathlib import Path

MEBIBYTE = 1024 * 1024
_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def memory_bytes() -> int:
    """Give the memory that this process may use: the machine's, or its container's limit."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for path in _LIMITS:
        with suppress(OSError, ValueError):  # absent, or the word "max"
            total = min(total, int(Path(path).read_text(encoding="ascii")))
    return total


def processors() -> int:
    """Give the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1


def mebibytes(share: float, *, least: int, most: int) -> int:
    """Give ``share`` of the memory in MiB, kept between ``least`` and ``most``."""
    return max(least, min(most, int(memory_bytes() * share / MEBIBYTE)))
