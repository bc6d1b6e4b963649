"""The report as a PDF: tables, bars and a line, in a Chinese font of the machine."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

#: Where Debian, Fedora and Alpine put Noto Sans CJK, and the simplified face in its collection.
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto/NotoSansCJK-Regular.ttc"),
)
_SIMPLIFIED = 2
_FAMILY = "cjk"
_BLUE = (31, 98, 168)
_LINE = 7.0  # mm
_NAME, _BAR = 48.0, 110.0  # mm


class NoFontError(Exception):
    """No Chinese font is installed."""


def write_page(title: str, as_of: str, figures: Sequence[dict[str, Any]]) -> bytes:
    """The PDF's bytes, A4; raises NoFontError."""
    font = next((path for path in FONTS if path.is_file()), None)
    if font is None:
        raise NoFontError
    from fpdf import FPDF  # noqa: PLC0415 - large, and only a worker writes reports

    page = FPDF()
    page.add_font(_FAMILY, fname=font, collection_font_number=_SIMPLIFIED)
    page.set_title(title)
    page.add_page()
    _words(page, 18, title)
    _words(page, 9, f"数据时点 {as_of}; 不含心理危机 (限制查看) 的内容")
    _table(page, [figure for figure in figures if figure["rows"] is None])
    for figure in figures:
        if figure["rows"] is not None:
            _plot(page, figure)
    _words(page, 12, "口径与明细")
    for figure in figures:
        _words(page, 8, f"{figure['label']}: {figure['definition']}。", link=figure["link"])
    return bytes(page.output())


def _words(page: Any, size: int, text: str, link: str = "") -> None:
    page.set_font(_FAMILY, size=size)
    page.multi_cell(0, size * 0.55, text, new_x="LMARGIN", new_y="NEXT")
    if link:
        page.set_text_color(*_BLUE)
        page.multi_cell(0, size * 0.5, f"　明细: {link}", new_x="LMARGIN", new_y="NEXT")
        page.set_text_color(0, 0, 0)
    page.ln(1)


def _table(page: Any, figures: Sequence[dict[str, Any]]) -> None:
    page.set_font(_FAMILY, size=11)
    for figure in figures:
        value = "—" if figure["value"] is None else f"{figure['value']:,}"
        page.cell(100, _LINE, figure["label"], border="B")
        page.cell(40, _LINE, value, border="B", align="R", new_x="LMARGIN", new_y="NEXT")
    page.ln(4)


def _plot(page: Any, figure: dict[str, Any]) -> None:
    """One bar a row, its number beside it; days in their order, else the largest first."""
    rows = figure["rows"]
    _break(page, min(len(rows), 8) + 2)
    _words(page, 12, figure["label"])
    if not rows:
        _words(page, 9, "本期没有。")
        return
    most = max(row["value"] for row in rows) or 1
    page.set_font(_FAMILY, size=9)
    page.set_fill_color(*_BLUE)
    for row in rows:
        _break(page, 1)
        page.cell(_NAME, _LINE, row["name"])
        width = max(0.5, _BAR * row["value"] / most)
        page.rect(page.get_x(), page.get_y() + 1, width, _LINE - 2, style="F")
        page.set_x(page.get_x() + width + 2)
        page.cell(20, _LINE, f"{row['value']:,}", new_x="LMARGIN", new_y="NEXT")
    page.ln(4)


def _break(page: Any, lines: int) -> None:
    """A new page where so many lines have no room."""
    if page.will_page_break(lines * _LINE):
        page.add_page()
