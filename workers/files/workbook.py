"""The parts of an xlsx workbook around the rows that PostgreSQL writes (ECMA-376).

Text cells are inline strings with the style "quote prefix": no program takes them for a
formula or a number, now or when the cell is edited.
"""

from collections.abc import Iterator, Sequence
from html import escape

from workers.files.envelope import Watermark

#: Excel has 1,048,576 rows a sheet; a part beyond 2 GiB would need ZIP64.
MOST_ROWS = 1_000_000
MOST_BYTES = 1_500_000_000
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TITLE_STYLE = 4
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFF2F2F2"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="5"><xf xfId="0"/>'
    '<xf xfId="0" numFmtId="49" quotePrefix="1" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="164" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="2" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="49" fontId="1" fillId="2" quotePrefix="1"'
    ' applyNumberFormat="1" applyFont="1" applyFill="1"/></cellXfs></styleSheet>'
)
SHEET_TAIL = b"</sheetData></worksheet>"


def sheet_name(number: int) -> str:
    """Where a sheet of rows stands in the package."""
    return f"xl/worksheets/sheet{number}.xml"


def _cell(text: str, style: int) -> str:
    return (
        f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escape(text, quote=False)}</t></is></c>"
    )


def sheet_head(titles: Sequence[str], mark: Watermark) -> bytes:
    """Everything before the rows: frozen titles below the watermark."""
    width = f'<col min="1" max="{max(len(titles), 1)}" width="18" customWidth="1"/>'
    shown = "".join(_cell(title, TITLE_STYLE) for title in titles)
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{width}</cols><sheetData>"
        f"<row>{_cell(mark.line, 1)}</row><row>{shown}</row>\n"
    ).encode()


def parts(sheets: int, mark: Watermark) -> Iterator[tuple[str, str]]:
    """The other parts of the package: (name, text)."""
    about = sheets + 1
    facts = "".join(f"<row>{_cell(k, TITLE_STYLE)}{_cell(v, 1)}</row>" for k, v in mark.facts)
    yield (
        sheet_name(about),
        (
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><cols><col min="1" max="1" width="14"'
            ' customWidth="1"/><col min="2" max="2" width="60" customWidth="1"/></cols>'
            f"<sheetData>{facts}</sheetData></worksheet>"
        ),
    )
    yield "xl/styles.xml", _STYLES
    names = ["数据" if number == 1 else f"数据{number}" for number in range(1, about)] + ["说明"]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}"/>'
        for number, name in enumerate(names, 1)
    )
    yield (
        "xl/workbook.xml",
        (
            f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f"<sheets>{listed}</sheets></workbook>"
        ),
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations(
            [(f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, about + 1)]
            + [(f"{_OFFICE}/styles", "styles.xml")]
        ),
    )
    yield "docProps/core.xml", _properties(mark)
    yield (
        "_rels/.rels",
        _relations(
            [
                (f"{_OFFICE}/officeDocument", "xl/workbook.xml"),
                (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
    )
    yield "[Content_Types].xml", _types(about)


def _relations(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _properties(mark: Watermark) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:creator>{escape(mark.person)}</dc:creator>"
        f"<dc:description>{escape(mark.line)}</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{mark.moment:%Y-%m-%dT%H:%M:%SZ}'
        "</dcterms:created></cp:coreProperties>"
    )


def _types(sheets: int) -> str:
    overrides = "".join(
        f'<Override PartName="/{sheet_name(n)}" ContentType="{_SHEET_TYPE}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEET_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_SHEET_TYPE}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml"'
        ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>"
    )
