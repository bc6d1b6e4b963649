"""The collector and long-lived objects: what every long-running process does once it is up."""

import gc


def settle_memory() -> None:
    """Keep the collector from walking what was loaded at the start again and again.

    A full collection over a loaded process stops all of its threads for a fifth of a second:
    in a worker that was the longest wait of a job for its start.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
