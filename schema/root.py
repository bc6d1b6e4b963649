"""Joins the domains' queries, mutations and streams into the one schema of the platform."""

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from strawberry.tools import merge_types

from schema.planner.model import RootField
from schema.planner.schema import PlannedSchema, build_schema

DOMAINS = (
    "accounts",
    "organisation",
    "membership",
    "facilities",
    "assistance",
    "rights",
    "opinion",
    "screening",
    "operations",
)

CHANGES = "变更入口: each field is one transaction; failures are errors in its payload."
STREAMS = "订阅入口: events as they are committed; a row that the caller may not see is not sent."


@lru_cache
def platform_schema() -> PlannedSchema:
    """The schema of the platform, built once a process."""
    import_module("schema.metadata")
    roots: dict[str, RootField] = {}
    mutations: list[type] = []
    subscriptions: list[type] = []
    for domain in DOMAINS:
        if find_spec(f"schema.{domain}.queries"):
            roots |= import_module(f"schema.{domain}.queries").QUERIES
        if find_spec(f"schema.{domain}.mutations"):
            mutations.append(import_module(f"schema.{domain}.mutations").MUTATION)
        if find_spec(f"schema.{domain}.subscriptions"):
            subscriptions.append(import_module(f"schema.{domain}.subscriptions").SUBSCRIPTION)
    mutation = _merged("Mutation", CHANGES, tuple(mutations))
    subscription = _merged("Subscription", STREAMS, tuple(subscriptions))
    return build_schema(roots, mutation=mutation, subscription=subscription)


def _merged(name: str, description: str, parts: tuple[type, ...]) -> type:
    """One root type of all domains' parts."""
    made = merge_types(name, parts)
    made.__strawberry_definition__.description = description  # type: ignore[attr-defined]
    return made
