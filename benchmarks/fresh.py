"""Run one measurement in a process of its own, and what measuring needs: CPU seconds and peak memory.

CPU seconds are those of the whole process, user and system, all threads counted: on a machine that others use too
they say more than the clock.
"""

import importlib
import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def cpu() -> float:
    """CPU seconds that this process has used so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def seconds(work: Callable[[], object], *, times: int) -> list[float]:
    """CPU seconds of each of ``times`` calls."""
    used = []
    for _ in range(times):
        start = cpu()
        work()
        used.append(cpu() - start)
    return used


def peak_memory() -> float:
    """Highest resident memory of this process so far, in MB (millions of bytes)."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / 1e6 if sys.platform == "darwin" else largest * 1024 / 1e6


def fresh(function: Callable[..., Any], **arguments: Any) -> Any:
    """What ``function(**arguments)`` returns in a new interpreter; arguments and answer are JSON."""
    command = [sys.executable, "-m", "benchmarks.fresh", function.__module__, function.__name__, json.dumps(arguments)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, check=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    _, module, name, arguments = sys.argv
    answer = getattr(importlib.import_module(module), name)(**json.loads(arguments))
    sys.stdout.write("\n" + json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
