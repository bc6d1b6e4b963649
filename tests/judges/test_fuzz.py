"""Documents made from the schema: no answer leaks, lacks a code, or is one of the 500s."""

import re
import time
from collections import Counter

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis_graphql import mutations, nodes, queries

from api.error_codes import published
from tests.architecture.test_sources import ROOT
from tests.judges.conftest import Judged

SDL = (ROOT / "schema" / "schema.graphql").read_text(encoding="utf-8")
EXAMPLES, SLOW_SECONDS = 30, 5.0
WORDS = st.sampled_from(["", "2026-02-30", "2026-02-28", "2026-02-28T00:00:00+08:00", "1e9", "\0"])
SCALARS = {
    **dict.fromkeys(("Date", "DateTime", "Decimal", "JSON", "Upload"), WORDS.map(nodes.String)),
    **dict.fromkeys(("Long", "Fen"), st.integers(-(2**63), 2**64).map(nodes.Int)),
}
INSIDES = re.compile(
    r"asyncpg|sqlalchemy|Traceback|site-packages|\.py\b|object at 0x|NoneType|has no attribute"
    r"|relation \"|column \"|duplicate key|Did you mean|invalid literal|codec can't",
    re.IGNORECASE,
)
quick = settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


def findings(client: httpx2.Client, document: str, codes: set[str]) -> list[str]:
    """What is wrong with the answer to a document."""
    started = time.monotonic()
    try:
        answer = client.post("/graphql", json={"query": document})
    except UnicodeEncodeError:
        return []  # no such text can be sent
    found = [f"status {answer.status_code}"] if answer.status_code >= 500 else []
    if time.monotonic() - started > SLOW_SECONDS:
        found.append("slow")
    for entry in answer.json().get("errors", []):
        code = entry.get("extensions", {}).get("code")
        if code not in codes:
            found.append(f"code {code}: {entry['message']}")
        if code == "INTERNAL" or INSIDES.search(entry["message"]):
            found.append(f"leak {entry['message']}")
    return found


@pytest.mark.slow
@pytest.mark.requirement("S23", "S24")
@pytest.mark.parametrize("kind", ["queries", "mutations"])
def test_no_document_is_too_strange(judged: Judged, kind: str) -> None:
    codes, found = published(), Counter[str]()
    make = queries if kind == "queries" else mutations
    strategy = make(SDL, custom_scalars=SCALARS)
    with judged.client() as client:

        @seed(20261123)
        @quick
        @given(strategy)
        def ask(document: str) -> None:
            found.update(findings(client, document, codes))

        ask()
    assert found == {}
