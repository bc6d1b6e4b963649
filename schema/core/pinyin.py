"""Pinyin for searching: the initials of a text, a blank, its syllables (``wxm wangxiaoming``).

Characters that are no Chinese stand as they are, in lower case; the tones are
left out. A character has one reading here, except that a surname has its own.
The table gives the same to PostgreSQL, where a trigger fills ``name_pinyin`` of
tables that are not written in bulk.
"""

import os
from collections.abc import Callable
from functools import cache, lru_cache
from typing import cast

import sqlalchemy as sa

from schema.core.table import everybody, metadata, protect

#: The basic block of Chinese characters.
FIRST, LAST = 0x4E00, 0x9FA5
SURNAMES = {
    "解": "xie",
    "曾": "zeng",
    "单": "shan",
    "仇": "qiu",
    "区": "ou",
    "查": "zha",
    "任": "ren",
    "朴": "piao",
    "盖": "ge",
    "翟": "zhai",
    "乐": "yue",
    "缪": "miao",
    "折": "she",
    "员": "yun",
    "华": "hua",
    "覃": "qin",
    "尉": "wei",
    "冼": "xian",
}

pinyin = sa.Table(
    "pinyin",
    metadata,
    sa.Column("character", sa.Text, primary_key=True, comment="汉字"),
    sa.Column("syllable", sa.Text, nullable=False, comment="拼音 (无声调)"),
    comment="汉字拼音 (检索用)",
)
protect(pinyin, everybody)


@cache
def _reader() -> Callable[[str], list[str]]:
    """pypinyin, loaded when a name is first spelt: its tables take memory from each process.

    Its dictionary of phrases, four fifths of them, is of no use to single characters.
    """
    os.environ["PYPINYIN_NO_PHRASES"] = os.environ["PYPINYIN_NO_DICT_COPY"] = "true"
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - see above

    return cast("Callable[[str], list[str]]", lazy_pinyin)


@lru_cache(maxsize=30_000)
def syllable(character: str) -> str:
    """The pinyin of one character; a letter or digit is its own, the rest is nothing."""
    if FIRST <= ord(character) <= LAST:
        return _reader()(character)[0].lower()
    return character.lower() if character.isalnum() else ""


def search_key(name: str, *, person: bool = False) -> str:
    """``王小明`` → ``wxm wangxiaoming``; of a person the first character is a surname."""
    syllables = [syllable(character) for character in name]
    if person and name[:1] in SURNAMES:
        syllables[0] = SURNAMES[name[0]]
    return f"{''.join(s[:1] for s in syllables)} {''.join(syllables)}"


def all_syllables() -> list[dict[str, str]]:
    """The rows of the table."""
    characters = [chr(code) for code in range(FIRST, LAST + 1)]
    return [{"character": c, "syllable": syllable(c)} for c in characters]
