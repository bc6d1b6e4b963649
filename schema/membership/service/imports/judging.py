"""Rows judged by themselves, and made ready for the staging table: pure work for a thread.

A chunk is handled by the column: what recurs is worked out once, numbers are sealed at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from operator import itemgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from schema.core.bulk import new_ids
from schema.core.pinyin import search_key
from schema.core.vault import Vault, mask_document, mask_mobile
from schema.membership.rules import DocumentKind, MembershipFacts, PersonFacts, Sex, document_facts
from schema.membership.rules import MembershipStatus as Status
from schema.membership.rules.roster import (
    AgeLimits,
    Cell,
    Clean,
    Headers,
    Problem,
    QuickReader,
    Remembered,
    StatedRow,
    read_row,
)
from schema.membership.service.imports.peers import VisibleUnions
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
STAGED: Final = ("row", "person_id", "membership_id", "union_id", *PERSON, *MEMBERSHIP, *SECRET)
_TEXTS: Final = ("employer_name", "occupation")
_FLAGS: Final = ("migrant", "frontline")


class Judged(NamedTuple):
    """A chunk of rows: those that stand by themselves, and what is wrong with the others."""

    rows: int
    staged: list[tuple[Any, ...]]
    problems: dict[int, list[Problem]]


class Judge:
    """Judges the rows of one roster."""

    def __init__(
        self, headers: Headers, limits: AgeLimits, keys: Vault, unions: VisibleUnions
    ) -> None:
        self._positions = headers.positions
        self._limits, self._keys = limits, keys
        self._quick = QuickReader(headers.positions, limits)
        self._unions = Remembered(lambda named: unions.named(*named))
        self._pinyin = Remembered(lambda name: search_key(name, person=True))

    def judge(self, first: int, rows: Sequence[Sequence[Cell]]) -> Judged:
        """Judge rows that begin with number ``first``; empty ones do not count."""
        wrong: dict[int, list[Problem]] = {}
        clean = self._quick.read(rows)
        plain = list(self._clean(first, clean))
        taken = set(clean.places)
        for place in (n for n in range(len(rows)) if n not in taken):
            if is_empty(rows[place]):
                continue
            stated, problems = self._carefully(rows[place])
            if stated is None:
                wrong[first + place] = problems
            else:
                plain.append(self._careful(first + place, stated))
        if len(plain) > len(taken):
            plain.sort(key=itemgetter(0))
        count = len(plain) + len(wrong)
        return Judged(count, list(self._sealed(plain, wrong)), wrong)

    def _carefully(self, row: Sequence[Cell]) -> tuple[StatedRow | None, list[Problem]]:
        size = len(row)
        cells = {
            key: row[place] if place < size else None for key, place in self._positions.items()
        }
        return read_row(cells, self._limits)

    def _clean(self, first: int, clean: Clean) -> Iterator[tuple[Any, ...]]:
        """Row, union, number, mobile, then what is stored in clear of person and membership."""
        columns, documents = clean.columns, clean.documents
        if not documents:
            return iter(())
        for key in _TEXTS:
            if key in columns:
                columns[key] = [value or None for value in columns[key]]
        for key in _FLAGS:
            if key in columns:
                columns[key] = [bool(value) for value in columns[key]]
        nothing: list[Any] = [None] * len(documents)
        codes, names = (columns.get(key, nothing) for key in ("union_code", "union_name"))
        numbers, mobiles = columns["document_number"], columns.get("mobile", nothing)
        made: dict[str, Iterable[Any]] = {
            **dict.fromkeys(_FLAGS, [False] * len(documents)),
            **columns,
            "name_pinyin": map(self._pinyin.__getitem__, columns["name"]),
            "sex": [facts.sex for facts in documents],
            "birth_date": [facts.birth_date for facts in documents],
            "document_kind": repeat(DocumentKind.RESIDENT_ID),
            "document_mask": map(mask_document, numbers),
            "document_check": [facts.check for facts in documents],
            "mobile_mask": [number and mask_mobile(number) for number in mobiles],
            "status": repeat(Status.ACTIVE),
        }
        rows = [first + place for place in clean.places]
        named = zip((c or "" for c in codes), (n or "" for n in names), strict=True)
        unions = map(self._unions.__getitem__, named)
        stored = (made.get(key, nothing) for key in (*PERSON, *MEMBERSHIP))
        return zip(rows, unions, numbers, mobiles, *stored, strict=False)

    def _careful(self, row: int, stated: StatedRow) -> tuple[Any, ...]:
        """The same of a row that was read by itself."""
        facts = stated.person
        return (
            row,
            self._unions[stated.union_code, stated.union_name],
            facts.document_number,
            facts.mobile,
            *self._person(facts),
            *_membership(stated.membership),
        )

    def _person(self, facts: PersonFacts) -> tuple[Any, ...]:
        read = document_facts(facts, self._limits.today)
        return (
            facts.name,
            self._pinyin[facts.name],
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

    def _sealed(
        self, plain: Sequence[tuple[Any, ...]], wrong: dict[int, list[Problem]]
    ) -> Iterator[tuple[Any, ...]]:
        """Rows as they are staged; one whose union is not found is staged without it."""
        if not plain:
            return iter(())
        rows, unions, numbers, mobiles, *stored = zip(*plain, strict=True)
        if any(isinstance(union, Problem) for union in unions):
            for row, union in zip(rows, unions, strict=True):
                if isinstance(union, Problem):
                    wrong.setdefault(row, []).append(union)
            unions = tuple(None if isinstance(union, Problem) else union for union in unions)
        ids = new_ids(2 * len(rows))
        persons, memberships = ids[: len(rows)], ids[len(rows) :]
        secrets = self._secrets(persons, stored[PERSON.index("document_kind")], numbers, mobiles)
        return zip(rows, persons, memberships, unions, *stored, *secrets, strict=True)

    def _secrets(
        self,
        persons: Sequence[UUID],
        kinds: Sequence[DocumentKind],
        numbers: Sequence[str],
        mobiles: Sequence[str | None],
    ) -> tuple[Sequence[bytes | None], ...]:
        """The columns of ``SECRET``."""
        keys, table = self._keys, person_secret.name
        usual = DocumentKind.RESIDENT_ID
        indexes = keys.blind_indexes(usual.value, numbers)
        for place, kind in enumerate(kinds):
            if kind is not usual:
                indexes[place] = keys.blind_index(kind.value, numbers[place])
        return (
            keys.encrypt_all(numbers, table, "document_cipher", persons),
            indexes,
            keys.encrypt_all(mobiles, table, "mobile_cipher", persons),
            keys.blind_indexes("MOBILE", mobiles),
        )


def is_empty(row: Sequence[Cell]) -> bool:
    """Nothing but blanks."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row)


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
