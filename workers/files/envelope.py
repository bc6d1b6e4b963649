"""What every exported file says of itself: who took it out, when, why, in which run."""

from dataclasses import dataclass
from datetime import datetime

from schema.core.clock import SHANGHAI


@dataclass(frozen=True, slots=True)
class Watermark:
    """Who, when, why; ``run`` leads to the audit."""

    person: str
    moment: datetime
    run: str
    purpose: str
    rows: int

    @property
    def line(self) -> str:
        """The mark in one line."""
        return "; ".join(f"{name}: {value}" for name, value in self.facts)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The mark by its parts."""
        local = self.moment.astimezone(SHANGHAI)
        return (
            ("导出人", self.person),
            ("导出时间", f"{local:%Y-%m-%d %H:%M:%S}"),
            ("目的", self.purpose),
            ("行数", str(self.rows)),
            ("导出编号", self.run),
            ("说明", "内部资料, 仅限所述目的使用, 用后销毁"),
        )
