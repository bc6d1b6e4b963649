"""Code lists with their official Chinese label."""

from enum import Enum
from typing import Self


class Labelled(str, Enum):
    """A code list: each member is ``NAME = "NAME", "中文"`` and equals its own name.

    The same string stands in PostgreSQL, in GraphQL and in Python, so that
    PostgreSQL's JSON can be passed on as it is.
    """

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        """A member that equals its own name."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    def __str__(self) -> str:
        return str(self.value)
