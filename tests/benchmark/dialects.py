"""How each contender is asked: the path, the document, the spelling of a variable."""

from __future__ import annotations

import base64
from typing import Any, Protocol

import httpx2
import msgspec

from tests.benchmark.queries import Values, body


class Dialect(Protocol):
    """One contender's way of being asked."""

    def path(self, query: str) -> str:
        """Name the path that ``query`` is posted to."""

    def body(self, query: str, values: Values) -> bytes:
        """Write the request for ``query`` with these values."""


class FloorDialect:
    """A path per query; the values as they are."""

    def path(self, query: str) -> str:
        """One path per query."""
        return f"/{query}"

    def body(self, query: str, values: Values) -> bytes:
        """Only the variables."""
        del query
        return msgspec.json.encode({"variables": dict(values)})


POSTGRAPHILE = {
    "Q1": """query Q1($status: String, $form: String, $after: Cursor) {
        allMembers(
            first: 50, after: $after, condition: {status: $status, employmentForm: $form}
        ) {
            nodes { rowId name idNo gender birth phone joinedOn status employmentForm }
            pageInfo { endCursor hasNextPage }
        } }""",
    "Q2": """query Q2($after: Cursor) {
        allUnionOrgs(first: 20, after: $after, condition: {level: 4}) { nodes {
            rowId name level
            membersByUnionIdList(first: 10) {
                rowId name status
                assistancesByMemberIdList(orderBy: [PAID_ON_DESC, ROW_ID_DESC]) {
                    rowId kind amount paidOn
                } } } } }""",
    "Q3": """query Q3 {
        allMembersByStatusesList { key n } allMembersByFormsList { key n }
        allDossiersByCategoriesList { key n } allCasesByStatusesList { key n }
        allFacilitiesByStatusesList { key n } allAssistanceByMonthsList { month n total } }""",
    "Q4": """query Q4($id: BigInt!) { memberByRowId(rowId: $id) {
        rowId name idNo gender birth phone joinedOn status employmentForm
        unionOrgByUnionId { rowId name level }
        dossiersByMemberIdList { rowId category perCapitaIncome familySize status }
        assistancesByMemberIdList(orderBy: [PAID_ON_DESC, ROW_ID_DESC]) {
            rowId kind amount paidOn
        }
        rightsCasesByMemberIdList {
            rowId category title status filedOn
            caseEventsByCaseIdList(orderBy: AT_ASC) { rowId at kind note }
        } } }""",
    "Q5": """query Q5($after: Cursor) { allMembers(first: 500, after: $after) { nodes {
        rowId unionId name idNo gender birth phone joinedOn status employmentForm education
        address } } }""",
    "Q6": """query Q6($west: Float!, $south: Float!, $east: Float!, $north: Float!) {
        facilitiesInBoxList(
            west: $west, south: $south, east: $east, north: $north, first: 100
        ) {
            rowId name kind status lon lat
            inspectionsByFacilityIdList(first: 3, orderBy: [INSPECTED_ON_DESC, ROW_ID_DESC]) {
                rowId inspectedOn score result
            } } }""",
}
POSTGRAPHILE_CURSORS = """{
    allMembers(first: 1) { pageInfo { endCursor } }
    allUnionOrgs(first: 1) { pageInfo { endCursor } } }"""


class PostgraphileDialect:
    """GraphQL as PostGraphile names things; 64-bit integers as text, cursors of its own.

    A cursor holds a digest of the order and the last key, so the digests are learnt from a
    first answer.
    """

    def __init__(self, address: str) -> None:
        """Ask the server at ``address`` for one cursor of each order."""
        answer = httpx2.post(f"{address}/graphql", json={"query": POSTGRAPHILE_CURSORS}).json()
        members, unions = (
            self._decode(connection["pageInfo"]["endCursor"])
            for connection in answer["data"].values()
        )
        self._order = {"Q1": members, "Q5": members, "Q2": unions}

    @staticmethod
    def _decode(cursor: str) -> list[Any]:
        found: list[Any] = msgspec.json.decode(base64.b64decode(cursor))
        return found

    def path(self, query: str) -> str:
        """Answer everything at one path."""
        del query
        return "/graphql"

    def body(self, query: str, values: Values) -> bytes:
        """A GraphQL request with its own cursor."""
        spelt: dict[str, object] = dict(values)
        if "after" in values:
            digest, example = self._order[query]
            key = type(example)(values["after"])
            cursor = base64.b64encode(msgspec.json.encode([digest, key]))
            spelt["after"] = cursor.decode("ascii")
        if query == "Q4":
            spelt["id"] = str(values["id"])
        return body(" ".join(POSTGRAPHILE[query].split()), query, spelt)
