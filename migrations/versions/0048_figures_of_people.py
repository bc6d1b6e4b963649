"""Need among the key groups, figures by members; several invoices and a diagnosis a claim."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

GROUPS = """create or replace function
  gonghui_key_groups(person uuid, frontline boolean, employment_form text)
returns text[] language sql stable parallel safe as
$$ select array_remove(array[
     case when frontline then 'FRONTLINE' end,
     case when (select p.migrant from person p where p.id = person) then 'MIGRANT' end,
     case when employment_form = 'DISPATCHED' then 'DISPATCHED' end{needy}], null) $$"""
# Whoever a dossier in force stands in the name of (P18).
NEEDY = """,
     case when exists (select from dossier d where d.person_id = person
       and d.status in ('ACTIVE', 'DUE_FOR_REVIEW', 'REVIEWING')) then 'NEEDY' end"""
FUNCTIONS = {
    # Active members of a union and all below it who are women, as a number or as basis points
    # of them all; nothing where fewer than five women or five members would be told.
    "gonghui_women_members(uuid, boolean)": """create function
  gonghui_women_members(wanted uuid, as_share boolean)
returns integer language sql stable parallel safe as
$$ with counted as (
     select count(*) as members, count(*) filter (where p.sex = 'FEMALE') as women
     from union_closure c
     join membership m on m.union_id = c.descendant_id and m.status in ('ACTIVE', 'TRANSFERRING')
     join person p on p.id = m.person_id
     where c.ancestor_id = wanted
   )
   select case when women >= 5 and members - women not between 1 and 4
     then case when as_share then round(women * 10000.0 / members) else women end end::integer
   from counted $$""",
    # Fen of a year's spending for each active member there is now.
    "gonghui_spent_per_member(integer)": """create function
  gonghui_spent_per_member(in_year integer)
returns bigint language sql stable parallel safe as
$$ select gonghui_fund_spent(in_year, false, false) / nullif(count(*), 0)
   from membership m where m.status in ('ACTIVE', 'TRANSFERRING') $$""",
}


def upgrade() -> None:
    """Functions; a table of invoices that nobody reads, a column that is sealed."""
    op.execute(GROUPS.format(needy=NEEDY))
    for statement in FUNCTIONS.values():
        op.execute(statement)
    op.add_column(
        "mutual_aid_claim",
        sa.Column("diagnosis_cipher", sa.LargeBinary(), comment="疾病诊断编码密文"),
    )
    _create_invoices()
    op.execute(
        "insert into claim_invoice (claim_id, invoice_hash, created_by, updated_by)"
        " select id, invoice_hash, created_by, updated_by from mutual_aid_claim"
    )
    op.drop_column("mutual_aid_claim", "invoice_hash")


def _create_invoices() -> None:
    op.create_table(
        "claim_invoice",
        sa.Column(
            "id",
            sa.Uuid(),
            server_default=sa.text("uuidv7()"),
            nullable=False,
            comment="标识 (UUIDv7)",
        ),
        sa.Column("claim_id", sa.Uuid(), nullable=False, comment="互助申报"),
        sa.Column("invoice_hash", sa.LargeBinary(), nullable=False, comment="结算单指纹"),
        *_record(),
        sa.ForeignKeyConstraint(
            ["claim_id"],
            ["mutual_aid_claim.id"],
            name=op.f("fk_claim_invoice_claim_id_mutual_aid_claim"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_invoice")),
        sa.UniqueConstraint("invoice_hash", name=op.f("uq_claim_invoice_invoice_hash")),
        comment="互助申报的结算单",
    )
    op.create_index("ix_claim_invoice_claim", "claim_invoice", ["claim_id", "id"])
    op.execute("grant select, insert, update, delete on claim_invoice to gonghui_writer")
    op.execute("alter table claim_invoice enable row level security")
    op.execute("alter table claim_invoice force row level security")
    signed = "(select gonghui_signed())"
    op.execute(
        f"create policy writers on claim_invoice to gonghui_writer"
        f" using ({signed}) with check ({signed})"
    )
    op.execute("create policy migrations on claim_invoice to gonghui_owner using (true)")


def _record() -> list[sa.Column[object]]:
    moment, now = sa.DateTime(timezone=True), sa.text("now()")
    return [
        sa.Column("created_at", moment, server_default=now, nullable=False, comment="创建时间"),
        sa.Column("created_by", sa.Text(), nullable=False, comment="创建者 (user:… 或 job:…)"),
        sa.Column("updated_at", moment, server_default=now, nullable=False, comment="更新时间"),
        sa.Column("updated_by", sa.Text(), nullable=False, comment="更新者 (user:… 或 job:…)"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False, comment="版本号"),
    ]


def downgrade() -> None:
    """As it was; of several invoices one is kept."""
    op.add_column(
        "mutual_aid_claim", sa.Column("invoice_hash", sa.LargeBinary(), comment="结算单指纹")
    )
    op.execute(
        "update mutual_aid_claim c set invoice_hash ="
        " (select min(i.invoice_hash) from claim_invoice i where i.claim_id = c.id)"
    )
    op.alter_column("mutual_aid_claim", "invoice_hash", nullable=False)
    op.create_unique_constraint(
        op.f("uq_mutual_aid_claim_invoice_hash"), "mutual_aid_claim", ["invoice_hash"]
    )
    op.drop_table("claim_invoice")
    op.drop_column("mutual_aid_claim", "diagnosis_cipher")
    for name in reversed(FUNCTIONS):
        op.execute(f"drop function {name}")
    op.execute(GROUPS.format(needy=""))
