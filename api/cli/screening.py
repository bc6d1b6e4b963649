"""``gonghui screening``: the rules that are registered, and one or all of them carried out."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.common import DATA, in_transaction, say

if TYPE_CHECKING:
    from schema.core.work import Work
    from schema.screening.service import Preview

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
RuleCode = Annotated[
    str | None,
    typer.Option("--rule", help="A rule's id, as 'rules' lists it; without it, as by night, all."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the hits, write no finding.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many hits are shown.")]
ONE_RULE = "A dry run shows the hits of one rule: name it."


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    group = typer.Typer(no_args_is_help=True, help="Screen the data for risks.")
    group.command("rules")(rules)
    group.command("run")(run)
    app.add_typer(group, name="screening", rich_help_panel=DATA)


def rules(*, as_json: AsJson = False) -> None:
    """List the built-in rules: id, kinds, severity, parameters with their bases."""
    listed = _catalogue()
    if as_json:
        say(json.dumps(listed, ensure_ascii=False, indent=2))
        return
    for rule in listed:
        kinds = ",".join(rule["kinds"])
        say(f"{rule['id']:4} {rule['severity']} {kinds:18} {rule['name']}: {rule['condition']}")


def run(
    *, rule: RuleCode = None, dry_run: DryRun = False, as_json: AsJson = False, limit: Limit = 20
) -> None:
    """Carry one rule or all periodic ones out over all rows: findings open, join, or end."""
    if not dry_run:
        result = in_transaction(lambda work: _carry_out(work, rule))
        say(json.dumps(result, ensure_ascii=False) if as_json else _line(result))
        return
    if rule is None:
        raise typer.BadParameter(ONE_RULE, param_hint="--rule")

    async def preview(work: "Work") -> "Preview":
        from schema.screening.service import preview_rule

        return await preview_rule(work, rule, limit=limit)

    found = in_transaction(preview)
    say(json.dumps(told(found), ensure_ascii=False, indent=2) if as_json else words(found))


def _catalogue() -> list[dict[str, Any]]:
    import schema.operations.service  # registers its rules
    from schema.screening.service import catalogue

    del schema
    return [
        {
            "id": rule.code,
            "name": rule.name,
            "kinds": [kind.value for kind in rule.kinds],
            "severity": rule.severity,
            "subject": rule.subject.value,
            "condition": rule.description,
            "inputs": catalogue.inputs(rule.code),
            "dedupKey": rule.key,
            "action": rule.action,
            "parameters": [
                {
                    "key": value.key,
                    "value": value.value,
                    "validFrom": value.valid_from.isoformat(),
                    "validTo": value.valid_to.isoformat() if value.valid_to else None,
                    "basis": value.basis,
                }
                for value in catalogue.first_parameters(rule.code)
            ],
        }
        for rule in catalogue.DEFINITIONS.values()
    ]


async def _carry_out(work: "Work", rule: str | None) -> dict[str, object]:
    from schema.screening.rules import ScreeningKind
    from schema.screening.service import run_now

    if rule is None:
        return await run_now(work, kind=ScreeningKind.PERIODIC)
    return await run_now(work, kind=ScreeningKind.SPECIAL, rules=[rule])


def _line(result: dict[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in result.items())


def told(found: "Preview") -> dict[str, object]:
    """A dry run as JSON shows it."""
    return {
        "rule": found.rule,
        "name": found.name,
        "asOf": found.as_of.isoformat(),
        "parameters": found.parameters,
        "total": found.total,
        "hits": [
            {
                "subjectType": hit.subject_type.value,
                "subjectId": str(hit.subject_id),
                "unionId": str(hit.union_id) if hit.union_id else None,
                "severity": hit.severity,
                "evidence": hit.evidence,
                "rows": hit.rows,
                "explanation": hit.words,
            }
            for hit in found.hits
        ],
    }


def words(found: "Preview") -> str:
    """A dry run in lines: a head, then a hit a line."""
    head = f"{found.rule} {found.name} ({found.as_of}): {found.total:,} hits"
    lines = [
        f"{hit.severity} {hit.subject_type.value} {hit.subject_id}: {hit.words}"
        for hit in found.hits
    ]
    return "\n".join([head, *lines])
