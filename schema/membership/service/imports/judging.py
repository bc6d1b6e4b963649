"""Each row judged by itself, and made ready for the staging table: pure work for a thread."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from schema.core.pinyin import search_key
from schema.core.vault import Vault, mask_document, mask_mobile
from schema.membership.rules import MembershipFacts, PersonFacts, Sex, document_facts
from schema.membership.rules.roster import (
    AgeLimits,
    Cell,
    Headers,
    Problem,
    QuickReader,
    StatedRow,
    read_row,
)
from schema.membership.tables import person_secret

PERSON: Final = (
    *("name", "name_pinyin", "sex", "birth_date", "document_kind", "document_mask"),
    *("document_check", "mobile_mask", "ethnicity", "education", "political_status"),
    *("marital_status", "hukou_kind", "migrant"),
)
SECRET: Final = ("document_cipher", "document_index", "mobile_cipher", "mobile_index")
MEMBERSHIP: Final = (
    *("status", "joined_on", "card_number", "employment_form", "employer_name"),
    *("employer_credit_code", "occupation", "hired_on", "contract_start_on"),
    *("contract_end_on", "frontline", "new_form_group", "platform"),
)
#: The staging table's columns, in the order of the tuples made here.
STAGED: Final = ("row", "person_id", *PERSON, *SECRET, *MEMBERSHIP, "union_code", "union_name")


class Judged(NamedTuple):
    """A chunk of rows: those that stand by themselves, and what is wrong with the others."""

    rows: int
    staged: list[tuple[Any, ...]]
    problems: dict[int, list[Problem]]


class Judge:
    """Judges the rows of one roster."""

    def __init__(self, headers: Headers, limits: AgeLimits, keys: Vault) -> None:
        self._positions = headers.positions
        self._limits, self._keys = limits, keys
        self._quick = QuickReader(headers.positions, limits)

    def judge(self, first: int, rows: Sequence[Sequence[Cell]], ids: Iterator[UUID]) -> Judged:
        """Judge rows that begin with number ``first``; empty ones do not count."""
        staged: list[tuple[Any, ...]] = []
        wrong: dict[int, list[Problem]] = {}
        read, ready = self._quick.read, self._ready
        for number, row in enumerate(rows, first):
            stated = read(row)
            if stated is None:
                if is_empty(row):
                    continue
                stated, problems = self._carefully(row)
                if stated is None:
                    wrong[number] = problems
                    continue
            staged.append(ready(number, next(ids), stated))
        return Judged(len(staged) + len(wrong), staged, wrong)

    def _carefully(self, row: Sequence[Cell]) -> tuple[StatedRow | None, list[Problem]]:
        size = len(row)
        cells = {
            key: row[place] if place < size else None for key, place in self._positions.items()
        }
        return read_row(cells, self._limits)

    def _ready(self, number: int, identity: UUID, stated: StatedRow) -> tuple[Any, ...]:
        return (
            number,
            identity,
            *self._person(stated),
            *self._secret(identity, stated.person),
            *_membership(stated.membership),
            stated.union_code.upper(),
            stated.union_name,
        )

    def _person(self, stated: StatedRow) -> tuple[Any, ...]:
        facts = stated.person
        read = stated.document or document_facts(facts, self._limits.today)
        return (
            facts.name,
            _search_key(facts.name),
            (facts.sex or read.sex or Sex.UNKNOWN),
            facts.birth_date or read.birth_date,
            facts.document_kind,
            mask_document(facts.document_number),
            read.check,
            mask_mobile(facts.mobile) if facts.mobile else None,
            facts.ethnicity,
            facts.education,
            facts.political_status,
            facts.marital_status,
            facts.hukou_kind,
            facts.migrant,
        )

    def _secret(self, identity: UUID, facts: PersonFacts) -> tuple[Any, ...]:
        keys, table, mobile = self._keys, person_secret.name, facts.mobile
        number = facts.document_number
        return (
            keys.encrypt(number, table, "document_cipher", identity),
            keys.blind_index(facts.document_kind.value, number),
            keys.encrypt(mobile, table, "mobile_cipher", identity) if mobile else None,
            keys.blind_index("MOBILE", mobile) if mobile else None,
        )


def is_empty(row: Sequence[Cell]) -> bool:
    """Nothing but blanks."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)


@lru_cache(maxsize=200_000)
def _search_key(name: str) -> str:
    return search_key(name, person=True)


def _membership(stated: MembershipFacts) -> tuple[Any, ...]:
    return (
        stated.status,
        stated.joined_on,
        stated.card_number,
        stated.employment_form,
        stated.employer_name,
        stated.employer_credit_code,
        stated.occupation,
        stated.hired_on,
        stated.contract_start_on,
        stated.contract_end_on,
        stated.frontline,
        stated.new_form_group,
        stated.platform,
    )
