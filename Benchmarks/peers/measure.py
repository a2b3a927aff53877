"""Times work the way `nbrun-bench` does and prints its lines, `name value unit`."""

import subprocess
import sys
import time
from collections.abc import Callable

# Does the work so many times and returns when all of it is finished.
Work = Callable[[int], object]


def seconds_per_repetition(work: Work, minimum: float = 0.001) -> float:
    """Returns the best of many runs, each of at least `minimum` seconds, within about a second."""

    def seconds(repetitions: int) -> float:
        start = time.perf_counter()
        work(repetitions)
        return time.perf_counter() - start

    repetitions = 1
    seconds(repetitions)
    total = seconds(repetitions)
    while total < minimum:
        repetitions *= 2
        # The first run of a count may compile.
        seconds(repetitions)
        total = seconds(repetitions)
    best = total
    start = time.perf_counter()
    run_count = 0
    while run_count < 5 or (run_count < 500 and time.perf_counter() - start < 1):
        best = min(best, seconds(repetitions))
        run_count += 1
    return best / repetitions


def report(name: str, value: float, unit: str) -> None:
    """Prints a line."""
    print(name, f"{value:.2f}" if value < 100 else f"{value:.0f}", unit, flush=True)


def report_step(name: str, work: Work, steps_per_repetition: int = 1) -> None:
    """Times a step in microseconds and prints its line, unless the arguments ask for others.

    Work of many steps is called for longer, so that the call itself does not count.
    """
    if is_wanted(name):
        minimum = 0.001 if steps_per_repetition == 1 else 0.02
        seconds = seconds_per_repetition(work, minimum) / steps_per_repetition
        report(name, seconds * 1e6, "µs")


def report_start(module: str) -> None:
    """Prints how long a Python process takes that imports a module and ends, in milliseconds."""
    name = f"startup/import-{module}"
    if is_wanted(name):
        command = [sys.executable, "-c", f"import {module}"]
        seconds = seconds_per_repetition(
            lambda repetitions: [subprocess.run(command, check=True) for _ in range(repetitions)]
        )
        report(name, seconds * 1e3, "ms")


def is_wanted(name: str) -> bool:
    """Returns whether a case's name contains the first argument; without one, all do."""
    return len(sys.argv) < 2 or sys.argv[1] in name
