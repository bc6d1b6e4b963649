"""``python -m tests.workers.process worker|relay|scheduler``: a process with the tests' jobs."""

import sys

from tests.workers import jobs
from workers import run

if __name__ == "__main__":
    del jobs  # imported for its handlers
    getattr(run, sys.argv[1])()
