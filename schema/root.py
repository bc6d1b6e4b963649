"""Joins the domains' queries and mutations into the one schema of the platform."""

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
    "opinion",
    "screening",
    "operations",
)


@lru_cache
def platform_schema() -> PlannedSchema:
    """The schema of the platform, built once a process."""
    import_module("schema.metadata")
    roots: dict[str, RootField] = {}
    mutations: list[type] = []
    for domain in DOMAINS:
        if find_spec(f"schema.{domain}.queries"):
            roots |= import_module(f"schema.{domain}.queries").QUERIES
        if find_spec(f"schema.{domain}.mutations"):
            mutations.append(import_module(f"schema.{domain}.mutations").MUTATION)
    mutation = _merged(tuple(mutations))
    return build_schema(roots, mutation=mutation)


def _merged(mutations: tuple[type, ...]) -> type:
    """One Mutation type of all domains' mutations."""
    made = merge_types("Mutation", mutations)
    definition = made.__strawberry_definition__  # type: ignore[attr-defined]
    definition.description = (
        "变更入口: each field is one transaction; failures are errors in its payload."
    )
    return made
