"""What the processor can do: how many texts to embed at once, and whether it multiplies int8 without overflow."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

VNNI_FLAGS = {"avx512_vnni", "avx_vnni", "amx_int8"}


def available_cores() -> int:
    """Cores this process may use, at least one."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def int8_overflows(cpuinfo: Path = Path("/proc/cpuinfo"), machine: str | None = None) -> bool:
    """Whether 8-bit weights may overflow, as on x86 without VNNI; also said where the flags cannot be read."""
    if (machine or platform.machine()).lower() in {"arm64", "aarch64"}:
        return False
    try:
        words = cpuinfo.read_text(encoding="utf-8", errors="replace").split()
    except OSError:
        return True
    return VNNI_FLAGS.isdisjoint(words)
