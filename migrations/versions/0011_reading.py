"""Reading: searching by pinyin, and where a facility is.

``name_pinyin`` holds the initials and the syllables of a name (``wxm wangxiaoming``).
Persons come with theirs, since they are written by the million; unions and
facilities get it from a trigger, by a table of the readings of the characters.
"""

import sqlalchemy as sa
from alembic import op

from schema.core.pinyin import all_syllables

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TRIGGERED = ("union_organisation", "facility")
SPELL = """create function gonghui_pinyin(given text) returns text language sql stable as
$$ select string_agg(left(coalesce(p.syllable, s.c), 1), '' order by s.n) || ' '
       || string_agg(coalesce(p.syllable, s.c), '' order by s.n)
   from unnest(string_to_array(lower(given), null)) with ordinality as s(c, n)
   left join pinyin p on p.character = s.c
   where p.character is not null or s.c ~ '[[:alnum:]]' $$"""
FILL = """create function gonghui_fill_pinyin() returns trigger language plpgsql as
$$ begin
  new.name_pinyin := gonghui_pinyin(new.name);
  return new;
end $$"""
PINYIN = "name_pinyin"


def upgrade() -> None:
    """Spell every name, and index the beginnings of persons' names."""
    readings = op.create_table(
        "pinyin",
        sa.Column("character", sa.Text(), nullable=False, comment="汉字"),
        sa.Column("syllable", sa.Text(), nullable=False, comment="拼音 (无声调)"),
        sa.PrimaryKeyConstraint("character", name=op.f("pk_pinyin")),
        comment="汉字拼音 (检索用)",
    )
    op.bulk_insert(readings, all_syllables())
    op.execute("grant select on pinyin to gonghui_writer, gonghui_reader")
    op.execute(SPELL)
    op.execute(FILL)
    for table in TRIGGERED:
        comment = "名称拼音 (检索用, 由触发器填写)"
        op.add_column(table, sa.Column(PINYIN, sa.Text(), nullable=True, comment=comment))
        op.execute(f"update {table} set name_pinyin = gonghui_pinyin(name)")  # noqa: S608 - ours
        op.execute(
            f"create trigger pinyin before insert or update of name on {table}"
            " for each row execute function gonghui_fill_pinyin()"
        )
    old, new = "姓名拼音 (检索用)", "姓名拼音 (检索用): 首字母 全拼"
    op.alter_column("person", PINYIN, comment=new, existing_comment=old)
    op.execute("update person set name_pinyin = gonghui_pinyin(name)")
    op.create_index("ix_person_given_name", "person", [sa.text("substr(name, 2)")])
    op.create_index("ix_person_full_pinyin", "person", [sa.text("split_part(name_pinyin, ' ', 2)")])
    op.create_index("ix_facility_place", "facility", ["longitude", "latitude"])


def downgrade() -> None:
    """Forget the spellings."""
    op.drop_index("ix_facility_place", table_name="facility")
    op.drop_index("ix_person_full_pinyin", table_name="person")
    op.drop_index("ix_person_given_name", table_name="person")
    old, new = "姓名拼音 (检索用): 首字母 全拼", "姓名拼音 (检索用)"
    op.alter_column("person", PINYIN, comment=new, existing_comment=old)
    op.execute("update person set name_pinyin = split_part(name_pinyin, ' ', 2)")
    for table in TRIGGERED:
        op.execute(f"drop trigger pinyin on {table}")
        op.drop_column(table, PINYIN)
    op.execute("drop function gonghui_fill_pinyin()")
    op.execute("drop function gonghui_pinyin(text)")
    op.drop_table("pinyin")
