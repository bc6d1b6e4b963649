"""Search by name: Chinese text without spaces, pinyin, or the initials of pinyin.

A searchable table holds beside the name its pinyin as ``initials full``
(``wxm wangxiaoming``, see ``schema.core.pinyin``). Two ways to find a text:

- *inside*: anywhere in name or pinyin, for tables of thousands of rows;
- *prefixes*: where the name, the given name, the initials or the full pinyin begin
  so, each by an index, for tables of millions.

A text of one Chinese character, or of fewer than three letters, would list half
of all people: it is refused (assurance D12 asks for three characters; two Chinese
ones are a full name already). A shorter text may still be an exact code, where
the type has codes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import sqlalchemy as sa
from graphql import GraphQLError

from schema.planner.model import SearchRule
from schema.planner.parameters import Parameters
from schema.planner.scalars import STRING, Kind
from schema.planner.values import Bound

LEAST_HAN, LEAST_OTHER, LONGEST = 2, 3, 100
LAST = "\U0010ffff"
Predicate = sa.ColumnElement[bool]


def normal(given: object) -> str:
    """The text without spaces and case; raises GraphQLError SEARCH_TEXT when too short."""
    text = long_enough(given)
    if text is None:
        raise GraphQLError(
            f"Search for {LEAST_HAN} Chinese characters or {LEAST_OTHER} letters at least.",
            extensions={"code": "SEARCH_TEXT"},
        )
    return text


def long_enough(given: object) -> str | None:
    """The same, None when too short: then nothing but a code can be meant."""
    text = "".join(unicodedata.normalize("NFKC", str(given)).lower().split())
    han = sum("\u3400" <= character <= "\u9fff" for character in text)
    short = han < LEAST_HAN and len(text) < LEAST_OTHER
    return None if short or len(text) > LONGEST else text


EITHER = Kind("String", str, sa.Text(), long_enough)
TEXT = Kind("String", str, sa.Text(), normal)
END = Kind("String", str, sa.Text(), lambda given: normal(given) + LAST)
CODE = Kind("String", str, STRING.sql, lambda given: str(given).strip())


def search(
    rule: SearchRule, source: sa.FromClause, found: Bound, parameters: Parameters
) -> Predicate:
    """Rows that the text finds: by name, pinyin, initials or exact code."""
    where: list[Predicate] = []
    if rule.prefixes:
        low, high = parameters.value(found, TEXT), parameters.value(found, END)
        where += [sa.and_(text >= low, text < high) for text in _beginnings(rule, source)]
    else:
        text = parameters.value(found, EITHER if rule.codes else TEXT)
        nothing: sa.ColumnElement[int] = sa.literal_column("0")
        where += [sa.func.strpos(sa.func.lower(source.c[rule.name]), text) > nothing]
        where += [sa.func.strpos(source.c[rule.pinyin], text) > nothing]
    if rule.codes:
        code = parameters.value(found, CODE)
        where += [source.c[column] == code for column in rule.codes]
    return sa.or_(*where)


def _beginnings(rule: SearchRule, source: sa.FromClause) -> Iterator[sa.ColumnElement[str]]:
    """The texts whose beginnings are indexed, spelt as in the indexes."""
    name, pinyin = source.c[rule.name], source.c[rule.pinyin]
    yield name
    yield sa.func.substr(name, sa.literal_column("2"))
    yield pinyin
    yield sa.func.split_part(pinyin, sa.literal_column("' '"), sa.literal_column("2"))
