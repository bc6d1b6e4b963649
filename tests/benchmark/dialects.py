"""How each contender is asked: the path, the document, the spelling of a variable."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Protocol

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
    "Q3R": """query Q3R {
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
OURS = {
    "Q1": """query Q1($status: String!, $form: String!, $after: String!) {
        members(
            first: 50, after: $after, filter: {status: {eq: $status}, employmentForm: {eq: $form}}
        ) {
            nodes { id name idNo gender birth phone joinedOn status employmentForm }
            pageInfo { endCursor hasNextPage }
        } }""",
    "Q2": """query Q2($after: String!) {
        unions(first: 20, after: $after, filter: {level: {eq: 4}}) { nodes {
            id name level
            members(first: 10) { nodes {
                id name status
                assistance { id kind amount paidOn }
            } } } } }""",
    "Q3": """query Q3 {
        membersByStatus: members { groups(by: [STATUS]) { key { status } count } }
        membersByForm: members { groups(by: [EMPLOYMENT_FORM]) { key { employmentForm } count } }
        dossiersByCategory: dossiers { groups(by: [CATEGORY]) { key { category } count } }
        casesByStatus: cases { groups(by: [STATUS]) { key { status } count } }
        facilitiesByStatus: facilities { groups(by: [STATUS]) { key { status } count } }
        assistanceByMonth: assistance(filter: {paidOn: {gte: "2024-01-01"}}) {
            groups(by: [PAID_ON_MONTH]) { key { paidOnMonth } count sum { amount } }
        } }""",
    "Q3R": """query Q3R { overview(id: 1) {
        membersByStatus: memberFigures { groups(by: [STATE]) { key { state } sum { total } } }
        membersByForm: memberFigures { groups(by: [CATEGORY]) { key { category } sum { total } } }
        dossierFigures { groups(by: [CATEGORY]) { key { category } sum { total } } }
        caseFigures { groups(by: [STATE]) { key { state } sum { total } } }
        facilityFigures { groups(by: [STATE]) { key { state } sum { total } } }
        assistanceFigures { groups(by: [MONTH_MONTH]) {
            key { monthMonth } n: sum { total } amount: sum { totalAmount }
        } } } }""",
    "Q4": """query Q4($id: ID!) { member(id: $id) {
        id name idNo gender birth phone joinedOn status employmentForm
        union { id name level }
        dossiers { id category perCapitaIncome familySize status }
        assistance { id kind amount paidOn }
        cases { id category title status filedOn events { id at kind note } }
        } }""",
    "Q5": """query Q5($after: String!) { members(first: 500, after: $after) { nodes {
        id unionId name idNo gender birth phone joinedOn status employmentForm education address
        } } }""",
    "Q6": """query Q6($west: Float!, $south: Float!, $east: Float!, $north: Float!) {
        facilities(first: 100, filter: {
            lon: {gte: $west, lte: $east}, lat: {gte: $south, lte: $north}
        }) { nodes {
            id name kind status lon lat
            inspections(first: 3) { id inspectedOn score result }
        } } }""",
}
OURS_CURSORS = """{
    members(first: 1) { pageInfo { endCursor } }
    unions(first: 1) { pageInfo { endCursor } }
}"""
POSTGRAPHILE_CURSORS = """{
    allMembers(first: 1) { pageInfo { endCursor } }
    allUnionOrgs(first: 1) { pageInfo { endCursor } } }"""


class GraphqlDialect:
    """GraphQL at one path, with the names and the cursors of one contender.

    Either contender's cursor is base64 of a list: a digest of the order, then the key. The
    digests are learnt from a first answer: ``cursors`` asks for one of members, one of unions.
    """

    def __init__(
        self,
        address: str,
        documents: Mapping[str, str],
        cursors: str,
        headers: Mapping[str, str],
        key: type = int,
    ) -> None:
        """Ask the server at ``address`` for one cursor of each order."""
        self._documents = {name: " ".join(text.split()) for name, text in documents.items()}
        self._key = key
        answer = httpx2.post(
            f"{address}/graphql", json={"query": cursors}, headers=dict(headers), timeout=60
        ).json()
        if answer.get("errors"):
            raise RuntimeError(f"{address} gives no cursors: {answer['errors']}")
        members, unions = (
            msgspec.json.decode(base64.b64decode(connection["pageInfo"]["endCursor"]))
            for connection in answer["data"].values()
        )
        self._order = {"Q1": members, "Q5": members, "Q2": unions}

    def path(self, query: str) -> str:
        """Answer everything at one path."""
        del query
        return "/graphql"

    def body(self, query: str, values: Values) -> bytes:
        """Write a GraphQL request with the contender's own cursor."""
        spelt: dict[str, object] = dict(values)
        if "after" in values:
            digest, example = self._order[query]
            place = msgspec.json.encode([digest, type(example)(values["after"])])
            spelt["after"] = base64.b64encode(place).decode("ascii")
        if "id" in values:
            spelt["id"] = self._key(values["id"])
        return body(self._documents[query], query, spelt)


def floor(address: str, headers: Mapping[str, str]) -> FloorDialect:
    """Speak to the floor."""
    del address, headers
    return FloorDialect()


def postgraphile(address: str, headers: Mapping[str, str]) -> GraphqlDialect:
    """Speak to PostGraphile; its 64-bit keys are texts."""
    return GraphqlDialect(address, POSTGRAPHILE, POSTGRAPHILE_CURSORS, headers, key=str)


def ours(address: str, headers: Mapping[str, str]) -> GraphqlDialect:
    """Speak to our server, signed in by ``headers``."""
    return GraphqlDialect(address, OURS, OURS_CURSORS, headers)
