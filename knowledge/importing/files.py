"""Opening files safely: what they are is read from their first bytes, never from their name."""

from enum import Enum
from pathlib import Path

from knowledge.errors import BadInput

MAX_BYTES = 80 * 1024 * 1024

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_LOOK = 4096


class Family(Enum):
    """What the bytes of a file really are, named as staff would name it."""

    ZIP = "Office文档或压缩包"
    PDF = "PDF文件"
    OLE = "旧版Office文件"
    PICTURE = "图片"
    RTF = "RTF文档"
    BINARY = "二进制文件"
    TEXT = "文本文件"


def read_bytes(path: Path, *, limit: int = MAX_BYTES) -> bytes:
    """Read a whole file; refuse what is missing, empty, a folder or too large to be right."""
    try:
        if path.is_dir():
            raise BadInput(f"“{path.name}”是一个文件夹，请选择里面的文件。")
        if not path.is_file():
            raise BadInput(f"找不到文件“{path.name}”，请检查路径。")
        _check_size(path, limit)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise BadInput(f"“{path.name}”打不开，请检查文件权限，或换个位置再试。") from error
    if not data:
        raise BadInput(f"“{path.name}”是空文件，请检查后重新选择。")
    return data


def read_family(path: Path, family: Family) -> bytes:
    """Read a file whose content must be of a family; a name that lies is refused."""
    data = read_bytes(path)
    found = family_of(data)
    if found is Family.OLE:
        raise BadInput(_old_office(path, data))
    if found is not family:
        raise BadInput(
            f"“{path.name}”的内容是{found.value}，与扩展名“{path.suffix}”不符，"
            "请用原来的软件打开，另存为正确的格式再导入。"
        )
    return data


def family_of(data: bytes) -> Family:
    """Tell what bytes are by how they begin."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Family.ZIP
    if b"%PDF-" in data[:1024]:
        return Family.PDF
    if data.startswith(_OLE):
        return Family.OLE
    if data.startswith(_PICTURES):
        return Family.PICTURE
    if data.startswith(b"{\\rtf"):
        return Family.RTF
    return Family.BINARY if _is_binary(data[:_LOOK]) else Family.TEXT


def _check_size(path: Path, limit: int) -> None:
    size = path.stat().st_size
    if size > limit:
        raise BadInput(
            f"“{path.name}”有{size / 1024 / 1024:.0f}MB，超过{limit // 1024 // 1024}MB的上限，"
            "请拆成几个小文件再导入。"
        )


def _is_binary(head: bytes) -> bool:
    """Text has no control signs but line breaks and tabs; UTF-16 and UTF-32 say so up front."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    strange = sum(byte < 9 or 13 < byte < 27 for byte in head)
    return b"\0" in head or strange > len(head) // 50


def _old_office(path: Path, data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return f"“{path.name}”设有打开密码，请用 Word 或 WPS 打开，去掉密码后另存再导入。"
    if path.suffix.lower() in {".xls", ".xlsx"} or "Workbook".encode("utf-16-le") in data:
        return f"“{path.name}”是旧版表格，请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。"
    return f"“{path.name}”是旧版文档，请用 Word 或 WPS 打开，另存为 .docx 再导入。"
