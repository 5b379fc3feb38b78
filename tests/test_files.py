"""Whatever file staff choose, it is read whole or refused with one sentence."""

import contextlib
import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from file_makers import TEXT, TRADITIONAL, excel_file, put, word_file, zipped

from knowledge.errors import BadInput
from knowledge.importing import files
from knowledge.importing.containers import read_container
from knowledge.importing.encodings import decode
from knowledge.importing.files import read_bytes
from knowledge.importing.paragraphs import read_paragraphs
from knowledge.importing.sheets import read_rows

WORD = "word/document.xml"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def test_a_missing_or_empty_file_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="找不到文件"):
        read_bytes(tmp_path / "没有.txt")
    with pytest.raises(BadInput, match="空文件"):
        read_bytes(put(tmp_path, "空.txt", b""))
    with pytest.raises(BadInput, match="文件夹"):
        read_bytes(tmp_path)


def test_a_file_that_is_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    with pytest.raises(BadInput, match="100MB，超过80MB"):
        read_paragraphs(path)


def test_a_zip_bomb_is_refused_before_it_is_inflated(tmp_path: Path) -> None:
    path = tmp_path / "炸弹.docx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open(WORD, "w", force_zip64=True) as member,
    ):
        for _ in range(512):
            member.write(bytes(1024 * 1024))
    assert path.stat().st_size < 600_000
    with pytest.raises(BadInput, match="512MB，大得不正常"):
        read_paragraphs(path)


def test_a_header_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, "谎.docx", {WORD: b"<a>" + bytes(40_000_000) + b"</a>"})
    data = bytearray(path.read_bytes())
    directory = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, directory + 24, 1000)
    with pytest.raises(BadInput, match="已损坏"):
        read_container(put(tmp_path, "谎.docx", bytes(data)), home=WORD)


def test_a_parser_never_meets_a_header_that_lies(tmp_path: Path) -> None:
    container = read_container(word_file(tmp_path, "甲"), home=WORD)
    with zipfile.ZipFile(container.repacked()) as archive:
        assert all(info.compress_type == zipfile.ZIP_STORED for info in archive.infolist())
        assert archive.read(WORD) == container.members[WORD]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_document_is_refused(tmp_path: Path, share: float) -> None:
    data = word_file(tmp_path, "甲", "乙").read_bytes()
    with pytest.raises(BadInput, match="损坏"):
        read_paragraphs(put(tmp_path, "断.docx", data[: int(len(data) * share)]))


def test_a_document_without_its_main_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="不是完整的Word文档"):
        read_paragraphs(zipped(tmp_path, "缺.docx", {"word/styles.xml": "<a/>"}))


def test_a_document_whose_text_chunk_is_missing_is_refused(tmp_path: Path) -> None:
    xml = (
        f'<w:document {W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships"><w:body><w:altChunk r:id="rId1"/></w:body></w:document>'
    )
    with pytest.raises(BadInput, match="缺少正文部分"):
        read_paragraphs(zipped(tmp_path, "缺.docx", {WORD: xml}))


def test_an_extension_that_lies_is_refused_with_what_the_file_really_is(tmp_path: Path) -> None:
    table = excel_file(tmp_path, ("问题", "答案"), ("甲", "乙"))
    with pytest.raises(BadInput, match="其实是Excel表格"):
        read_paragraphs(put(tmp_path, "表.docx", table.read_bytes()))
    with pytest.raises(BadInput, match="内容是Office文档或压缩包"):
        read_paragraphs(put(tmp_path, "表.txt", table.read_bytes()))
    with pytest.raises(BadInput, match="内容是图片"):
        read_paragraphs(put(tmp_path, "照片.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100)))
    with pytest.raises(BadInput, match="内容是文本文件"):
        read_rows(put(tmp_path, "假.xlsx", TEXT))


@pytest.mark.parametrize(("name", "target"), [("旧.doc", ".docx"), ("旧.docx", ".docx")])
def test_old_documents_are_refused_with_the_way_out(tmp_path: Path, name: str, target: str) -> None:
    old = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(500)
    with pytest.raises(BadInput, match=f"用 Word 或 WPS 打开，另存为 {target}"):
        read_paragraphs(put(tmp_path, name, old))


def test_old_tables_and_locked_files_are_refused_with_the_way_out(tmp_path: Path) -> None:
    old = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(500)
    with pytest.raises(BadInput, match=r"另存为 \.xlsx"):
        read_rows(put(tmp_path, "旧.xls", old))
    locked = old + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(BadInput, match="设有打开密码"):
        read_paragraphs(put(tmp_path, "密.docx", locked))


def test_a_zip_with_a_password_is_refused(tmp_path: Path) -> None:
    data = bytearray(word_file(tmp_path, "甲").read_bytes())
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    with pytest.raises(BadInput, match="设有密码"):
        read_paragraphs(put(tmp_path, "密.docx", bytes(data)))


def test_entities_in_a_document_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE a [<!ENTITY l0 "哈">{entities}]><w:document {W}>&l9;</w:document>'
    with pytest.raises(BadInput, match="不安全的内容"):
        read_paragraphs(zipped(tmp_path, "笑.docx", {WORD: laughs}))


def test_endless_nesting_is_refused(tmp_path: Path) -> None:
    deep = f"<w:document {W}>" + "<w:p>" * 50_000 + "</w:p>" * 50_000 + "</w:document>"
    with pytest.raises(BadInput, match="格式已损坏"):
        read_paragraphs(zipped(tmp_path, "深.docx", {WORD: deep}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "gb18030"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), name="问.txt") == TEXT


@pytest.mark.parametrize("encoding", ["big5", "gbk"])
def test_traditional_text_is_read_in_either_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding), name="問.txt") == TRADITIONAL


@pytest.mark.parametrize(
    "data",
    ["été à la façon".encode("latin-1"), TEXT.encode()[:-1], b"\xff\xfe\x00", b"a\x00b\x80"],
)
def test_an_unknown_encoding_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput, match="另存为 UTF-8"):
        decode(data, name="怪.txt")


def test_random_bytes_are_refused_under_every_name(tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(5000)
    for name in ("a.txt", "a.md", "a.html", "a.docx", "a.pdf"):
        for start in (b"", b"PK\x03\x04", b"%PDF-1.7", b"\xff\xfe"):
            with pytest.raises(BadInput):
                read_paragraphs(put(tmp_path, name, start + noise))
    for name in ("a.xlsx", "a.csv", "a.jsonl"):
        with pytest.raises(BadInput):
            read_rows(put(tmp_path, name, noise))


def test_damage_anywhere_in_a_document_never_surprises(tmp_path: Path) -> None:
    whole = word_file(tmp_path, "甲", "乙").read_bytes()
    table = excel_file(tmp_path, ("问题", "答案"), ("甲", 1)).read_bytes()
    dice = random.Random(3)
    for data, name in ((whole, "坏.docx"), (table, "坏.xlsx")):
        for _ in range(150):
            broken = bytearray(data)
            for _ in range(dice.choice([1, 5, 30])):
                broken[dice.randrange(len(broken))] = dice.randrange(256)
            path = put(tmp_path, name, bytes(broken))
            with contextlib.suppress(BadInput):
                read_rows(path) if name.endswith("xlsx") else read_paragraphs(path)


def test_a_limit_can_be_set_lower(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="超过"):
        read_bytes(put(tmp_path, "文.txt", "甲" * 10), limit=5)
    assert files.MAX_BYTES == 80 * 1024 * 1024
    assert io.BytesIO(read_bytes(put(tmp_path, "文.txt", "甲"))).read() == "甲".encode()
