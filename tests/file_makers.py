"""Small files of every kind, made for a test."""

import zipfile
from datetime import datetime
from pathlib import Path

import docx
import xlsxwriter

TEXT = "老王问：离婚后孩子归谁？\n答：由双方协商，协商不成的，由人民法院判决。"
TRADITIONAL = "關於離婚登記，當事人應當親自到戶政事務所辦理，並攜帶身分證。"


def put(folder: Path, name: str, data: bytes | str) -> Path:
    """Write a file of the test's own."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def zipped(folder: Path, name: str, members: dict[str, bytes | str]) -> Path:
    """Write a zip-based file with the given members."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def word_file(folder: Path, *paragraphs: str, name: str = "通知.docx") -> Path:
    """Write a real .docx."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(folder / name))
    return folder / name


def excel_file(folder: Path, *rows: tuple[object, ...], name: str = "表.xlsx") -> Path:
    """Write a real .xlsx; a day comes as a `datetime`."""
    with xlsxwriter.Workbook(folder / name) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                style = day if isinstance(value, datetime) else None
                sheet.write(at, column, value, style)
    return folder / name


def pdf_file(folder: Path, lines: list[str], *, name: str = "文.pdf") -> Path:
    """Write a small PDF whose text layer holds the lines, Latin letters only."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream = f"BT /F1 12 Tf 50 700 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
    ]
    body = "".join(f"{at} 0 obj\n{item}\nendobj\n" for at, item in enumerate(objects, 1))
    return put(folder, name, f"%PDF-1.4\n{body}trailer << /Root 1 0 R >>\n%%EOF\n")
