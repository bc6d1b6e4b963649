"""The report as an xlsx workbook: figures, breakdowns with plots, definitions."""

import io
from collections.abc import Sequence
from typing import Any

_WIDE = 48


def write_sheet(title: str, as_of: str, figures: Sequence[dict[str, Any]]) -> bytes:
    """The workbook's bytes; every figure has its definition and the way to what is behind it."""
    import xlsxwriter  # noqa: PLC0415 - only a worker writes reports

    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        bold = book.add_format({"bold": True})
        main = book.add_worksheet("指标")
        main.set_column(0, 0, 30)
        main.set_column(2, 4, _WIDE)
        main.write_row(0, 0, [title], bold)
        main.write_row(1, 0, [f"数据时点 {as_of}; 不含心理危机 (限制查看) 的内容"])
        main.write_row(2, 0, ["指标", "数值", "口径", "明细页面", "明细查询条件"], bold)
        for number, figure in enumerate(figures, start=3):
            main.write(number, 0, figure["label"])
            if figure["rows"] is None:
                main.write(number, 1, "—" if figure["value"] is None else figure["value"])
            else:
                main.write(number, 1, f"见“{figure['label']}”表")
                _breakdown(book, figure, bold)
            main.write_row(number, 2, [figure["definition"], figure["link"], figure["query"]])
            main.write(number, 5, str(figure["where"]))
    return target.getvalue()


def _breakdown(book: Any, figure: dict[str, Any], bold: Any) -> None:
    """A sheet of its own with a plot."""
    name, rows = figure["label"], figure["rows"]
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 30)
    sheet.write_row(0, 0, [name, "数量"], bold)
    for number, row in enumerate(rows, start=1):
        sheet.write_row(number, 0, [row["name"], row["value"]])
    if not rows:
        return
    by_day = figure["key"].endswith("_by_day")
    chart = book.add_chart({"type": "line" if by_day else "bar"})
    span = [name, 1, 0, len(rows), 0], [name, 1, 1, len(rows), 1]
    chart.add_series({"name": name, "categories": span[0], "values": span[1]})
    chart.set_legend({"none": True})
    if not by_day:
        chart.set_y_axis({"reverse": True})
    sheet.insert_chart(0, 3, chart)
