"""Declared kin, and money that came back, as GraphQL shows them; amounts in fen."""

from schema.accounts.types import User
from schema.assistance import tables
from schema.assistance.types.cases import AssistanceRecord
from schema.membership.types import Person
from schema.planner.fields import FEW, column, connection, extend, node, to_one
from schema.planner.scalars import FEN


@node(tables.kin_declaration)
class KinDeclaration:
    """亲属关系申报: kin of an official, on whose affairs he does not decide."""

    id = column()
    relation = column(groupable=True)
    declared_on = column(sortable=True)
    ended_on = column()
    version = column()
    user = to_one(User, "user_id")
    person = to_one(Person, "person_id")


@node(tables.recovery_payment)
class RecoveryPayment:
    """追缴回款: a part of a wrong payment that came back, and what is still owed after it."""

    id = column()
    method = column(groupable=True)
    amount = column(kind=FEN, summable=True)
    received_on = column(sortable=True, groupable=True)
    received_by = column()
    remaining = column(kind=FEN)
    assistance_record = to_one(AssistanceRecord, "assistance_id", implied=True)


extend(
    AssistanceRecord,
    recoveries=connection(
        RecoveryPayment, "assistance_id", description="追缴回款", page=FEW, implied=True
    ),
)
