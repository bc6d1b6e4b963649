"""What uploads are by their bytes: bombs, disguises, ways out, and what is taken out."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.core.contents import CSV, JPEG, PDF, PNG, XLSX, media_type_of, without_metadata
from schema.core.uploads import displayed

pytestmark = pytest.mark.requirement("S40")
BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def archive(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in parts.items():
            opened.writestr(name, content)
    return made.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


PNG_HEAD = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"\0" * 13)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (archive(BOOK), XLSX),
        (archive({**BOOK, "xl/vbaProject.bin": b"macro"}), None),
        (archive({**BOOK, "../../etc/cron.d/x": b"x"}), None),
        (archive({**BOOK, "/etc/passwd": b"x"}), None),
        (archive({**BOOK, "xl/big.xml": b"0" * 30_000_000}), None),
        (archive({**BOOK, **{f"xl/{n}.xml": b"" for n in range(2_001)}}), None),
        (archive({"evil.exe": b"MZ"}), None),
        (b"PK\x03\x04 no archive", None),
        (b"%PDF-1.7\n", PDF),
        (PNG_HEAD, PNG),
        (b"\xff\xd8\xff\xe0\x00\x04ab", JPEG),
        ("姓名,单位\n张三,市总\n".encode(), CSV),
        ("姓名,单位\n张三,市总\n".encode("gb18030"), CSV),
        (b"<svg onload=alert(1)>", None),
        (b" \n<html><script>", None),
        (b"#!/bin/sh\n", None),
        (b"MZ\x90\x00\x03", None),
        (b"GIF89a\0\0", None),
        (b"", None),
    ],
)
def test_type_by_content(content: bytes, expected: str | None) -> None:
    assert media_type_of(content) == expected


def test_an_image_loses_what_it_tells_of_its_maker() -> None:
    png = PNG_HEAD + chunk(b"tEXt", b"GPS") + chunk(b"eXIf", b"GPS") + chunk(b"IDAT", b"i")
    plain = without_metadata(png + chunk(b"IEND", b"") + b"<script>", PNG)
    assert plain == PNG_HEAD + chunk(b"IDAT", b"i") + chunk(b"IEND", b"")
    jpeg = b"\xff\xd8\xff\xe1\x00\x06GPS!\xff\xe0\x00\x04JF\xff\xda\x00\x02data\xff\xd9<script>"
    assert without_metadata(jpeg, JPEG) == (
        b"\xff\xd8\xff\xe0\x00\x04JF\xff\xda\x00\x02data\xff\xd9"
    )


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\名单.xlsx", "名单.xlsx"),
        ("a\r\nb\0.csv", "ab.csv"),
        ("..", "file"),
        ("", "file"),
    ],
)
def test_names_are_never_paths(given_name: str, shown: str) -> None:
    assert displayed(given_name) == shown


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", PNG_HEAD, b"\xff\xd8\xff"]))
def test_no_bytes_are_too_strange(tail: bytes, head: bytes) -> None:
    content = head + tail
    kind = media_type_of(content)
    if kind is not None:
        assert len(without_metadata(content, kind)) <= len(content) + 12
