"""Zip-based files (.docx, .xlsx), unpacked within bounds before any parser sees them."""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import BadInput
from knowledge.importing.files import Family, read_family
from knowledge.importing.xml_check import check_xml

MAX_INFLATED = 200 * 1024 * 1024
MAX_MEMBERS = 5000
MAX_RATIO = 200
# Below this a high ratio is only a very repetitive table.
_RATIO_FROM = 20 * 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_XML = (".xml", ".rels")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, LookupError)
_HOMES = {
    "word/document.xml": "Word文档",
    "xl/workbook.xml": "Excel表格",
    "ppt/presentation.xml": "PPT演示文稿",
}


@dataclass(frozen=True)
class Container:
    """The members of a zip-based file, every one already inflated and its XML found harmless."""

    name: str
    members: Mapping[str, bytes]

    def repacked(self) -> io.BytesIO:
        """The same XML in a new file: no parser meets the headers or members not looked at."""
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as archive:
            for name, data in self.members.items():
                if name.lower().endswith(_XML):
                    archive.writestr(zipfile.ZipInfo(name), data)
        output.seek(0)
        return output


def read_container(path: Path, *, home: str) -> Container:
    """Unpack a file whose main member is `home`; refuse bombs, passwords, damage and entities."""
    data = read_family(path, Family.ZIP)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            _check_declared(infos, path, len(data))
            _check_home(infos, path, home)
            members = {info.filename: _inflate(archive, info) for info in infos}
    except _BROKEN as error:
        raise BadInput(_damaged(path)) from error
    for name, content in members.items():
        if name.lower().endswith(_XML):
            check_xml(content, file=path.name)
    return Container(path.name, members)


def _check_declared(infos: list[zipfile.ZipInfo], path: Path, packed: int) -> None:
    """Refuse by the central directory alone, before a byte is inflated."""
    total = sum(info.file_size for info in infos)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise BadInput(f"“{path.name}”设有密码，请去掉密码后另存再导入。")
    bomb = total > _RATIO_FROM and total > packed * MAX_RATIO
    if total > MAX_INFLATED or len(infos) > MAX_MEMBERS or bomb:
        raise BadInput(
            f"“{path.name}”解开后会有{total / 1024 / 1024:.0f}MB，大得不正常，已停止导入；"
            "请用 Word、Excel 或 WPS 打开，删去图片等多余内容后另存再导入。"
        )
    names = {info.filename for info in infos}
    if len(names) != len(infos) or any(info.compress_type not in _METHODS for info in infos):
        raise BadInput(_damaged(path))


def _check_home(infos: list[zipfile.ZipInfo], path: Path, home: str) -> None:
    names = {info.filename for info in infos}
    if home in names:
        return
    real = next((label for main, label in _HOMES.items() if main in names), "")
    if real:
        raise BadInput(
            f"“{path.name}”其实是{real}，与扩展名“{path.suffix}”不符，请改正扩展名再导入。"
        )
    raise BadInput(f"“{path.name}”缺少必要的部分，不是完整的{_HOMES[home]}，请重新保存后再导入。")


def _inflate(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Inflate one member by no more than it declared; a header that lied counts as damage."""
    with archive.open(info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise zipfile.BadZipFile("the declared size is wrong")
    return content


def _damaged(path: Path) -> str:
    return (
        f"“{path.name}”已损坏或没有下载完整，请重新下载，或用 Word、Excel、WPS 打开后另存再导入。"
    )
