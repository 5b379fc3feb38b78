"""XML that does nothing but hold text: no entities, no document types, no endless nesting."""

from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml import sax
from defusedxml.common import DefusedXmlException

from knowledge.errors import BadInput

MAX_DEPTH = 200


def check_xml(data: bytes, *, file: str, handler: ContentHandler | None = None) -> None:
    """Refuse XML that is broken, nested too deep or declares entities."""
    try:
        sax.parseString(data, handler or DepthGuard(), forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadInput(
            f"“{file}”里含有不安全的内容（XML实体），请用 Word、Excel 或 WPS 打开后另存再导入。"
        ) from error
    except (SAXException, ValueError, LookupError) as error:
        raise BadInput(f"“{file}”的内部格式已损坏，请打开原文件另存一次再导入。") from error


class DepthGuard(ContentHandler):
    """Counts how deep elements nest, and stops at what no real document needs."""

    def __init__(self) -> None:
        """Start outside every element."""
        super().__init__()
        self._depth = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: ARG002, N802
        """Go one element deeper."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError(f"elements nest deeper than {MAX_DEPTH}")

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        """Come back out of an element."""
        self._depth -= 1
