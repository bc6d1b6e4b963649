"""The modules that register job handlers, named one by one."""

from importlib import import_module

JOB_MODULES = (
    "workers.screening",
    "workers.opinion",
    "workers.organisation",
    "workers.membership",
    "workers.assistance",
    "workers.figures",
    "workers.operations",
)


def load() -> None:
    """Import every job module, so that each handler is registered."""
    for name in JOB_MODULES:
        import_module(name)
