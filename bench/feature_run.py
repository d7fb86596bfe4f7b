"""One run of one side of `bench/features.py`, in a process of its own: prints time and peak of memory as JSON."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np

from bench.feature_events import Case
from bench.feature_sides import SIDES


def peak_mb() -> float:
    """The highest resident memory of this process so far, its libraries included."""
    status = Path("/proc/self/status")
    if status.exists():
        # Unlike ru_maxrss this does not begin at what the parent held.
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    """Run the side that the command line names, and write its answer."""
    asked, file, answer = json.loads(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    case = Case(file, asked["events"], asked["accounts"], asked["cutoffs"])
    work = SIDES[asked["side"]](case)
    began, worked = time.perf_counter(), time.process_time()
    table = work()
    said = {"seconds": time.perf_counter() - began, "processor": time.process_time() - worked, "peak_mb": peak_mb()}
    np.save(answer, table)
    sys.stdout.write(json.dumps(said))


if __name__ == "__main__":
    main()
