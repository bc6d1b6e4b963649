"""What a file is by its bytes, and what is taken out of it (pure).

Archives are looked at without unpacking them: an xlsx that would become too large,
or whose entries would leave the folder, is no xlsx for us.
"""

import io
import struct
import zipfile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF, PNG, JPEG, CSV = "application/pdf", "image/png", "image/jpeg", "text/csv"
ENTRIES, UNPACKED = 2_000, 200_000_000
#: An entry may unpack to that many times its size; small ones to any.
RATIO, SMALL = 200, 1_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_MARKER, _SCAN = 0xFF, 0xDA
_DROPPED = frozenset({0xFE, *range(0xE1, 0xEE), 0xEF})  # all but JFIF's and Adobe's segments
_XLSX_PARTS = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"sRGB", b"pHYs"})


def media_type_of(content: bytes) -> str | None:
    """The media type, None for what is not taken: SVG, HTML, macros, archives, programs."""
    if content.startswith(b"PK\x03\x04"):
        return XLSX if _is_workbook(content) else None
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(_PNG):
        return PNG
    if content.startswith(_JPEG):
        return JPEG
    return CSV if _is_text(content) else None


def _is_workbook(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error):
        return False
    names = {entry.filename for entry in entries}
    harmless = all(_is_harmless(entry) for entry in entries)
    total = sum(entry.file_size for entry in entries)
    return (
        names >= _XLSX_PARTS
        and harmless
        and len(names) == len(entries) <= ENTRIES
        and total <= UNPACKED
    )


def _is_harmless(entry: zipfile.ZipInfo) -> bool:
    """No way out of the folder, no macro, no encryption, no bomb."""
    parts = entry.filename.replace("\\", "/").split("/")
    leads_out = entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in entry.filename
    bomb = entry.file_size > max(RATIO * entry.compress_size, SMALL)
    macro = entry.filename.lower().endswith("vbaproject.bin")
    return not (leads_out or bomb or macro or entry.flag_bits & 1)


def _is_text(content: bytes) -> bool:
    """Lines of a table in UTF-8 or GB 18030; markup and what holds NUL is none."""
    if not content.strip() or b"\0" in content:
        return False
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(coding)
        except UnicodeDecodeError:
            continue
        return not text.lstrip().startswith(("<", "#!", "%!", "{\\rtf"))
    return False


def without_metadata(content: bytes, media_type: str) -> bytes:
    """An image without EXIF, comments and what hangs behind its end; others unchanged."""
    if media_type == PNG:
        return _plain_png(content)
    return _plain_jpeg(content) if media_type == JPEG else content


def _plain_png(content: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, end = content[at + 4 : at + 8], at + 12 + length
        if kind in _PNG_KEPT:
            kept.append(content[at:end])
        if kind == b"IEND":
            break
        at = end
    return b"".join(kept)


def _plain_jpeg(content: bytes) -> bytes:
    """Drop comments and application segments before the scan, and what follows the end."""
    kept, at = [content[:2]], 2
    while at + 4 <= len(content) and content[at] == _MARKER:
        marker = content[at + 1]
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if marker == _SCAN:
            end = content.rfind(b"\xff\xd9")
            kept.append(content[at : end + 2 if end > at else len(content)])
            break
        if marker not in _DROPPED:
            kept.append(content[at : at + 2 + length])
        at += 2 + length
    return b"".join(kept)
