"""The town's own file: where its offices are, when they are open and how to ring them."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import RootModel

from knowledge.errors import BadInput
from knowledge.guide_shapes import BLANK, DETAILS, Details, Office, OfficeFile
from knowledge.strict_yaml import read

UNFILLED = "以村（居）委会或便民服务中心告知为准"

_HEAD = """\
# 本地信息：填好以后重新启动，办事指南里就会显示。
# 只在引号里填写，没有的留空；留空的地方，居民看到的是“{unfilled}”。
# 例：地址: "人民路12号一楼"   时间: "工作日 9:00-12:00，13:30-17:00"   电话: "0900-1234567"
"""


class _Town(RootModel[dict[Office, Details]]):
    """What a town filled in, by office."""


class Places:
    """A town's offices, and the words that stand where nothing was filled in."""

    def __init__(self, offices: Mapping[str, Mapping[str, str]]) -> None:
        self._offices = {name: dict(known) for name, known in offices.items() if known}

    def fill(self, line: str) -> str:
        """Put a town's details where a line leaves them open; never leaves a brace."""
        return BLANK.sub(lambda found: self._say(found[1], found[2] or ""), line)

    def blanks(self, line: str) -> tuple[str, ...]:
        """Name the details that a line asks for and nobody filled in."""
        open_: list[str] = []
        for found in BLANK.finditer(line):
            wanted = [found[2]] if found[2] else list(DETAILS)
            known = self._offices.get(found[1], {})
            open_ += [f"{found[1]}{name}" for name in wanted if name not in known]
        return tuple(dict.fromkeys(open_))

    def mark(self) -> str:
        """Tell two states of the town's file apart by what they say."""
        return repr(sorted((name, sorted(known.items())) for name, known in self._offices.items()))

    def _say(self, office: str, detail: str) -> str:
        known = self._offices.get(office, {})
        if detail:
            return known.get(detail, UNFILLED)
        said = [f"{label}：{known[name]}" for name, label in DETAILS.items() if name in known]
        missing = [label for name, label in DETAILS.items() if name not in known]
        if missing:
            said.append(f"{'、'.join(missing)}{UNFILLED}")
        return "；".join(said)


def read_town(path: Path, offices: Mapping[str, str]) -> Places:
    """Read what the town filled in; a missing file is written first, with every blank empty."""
    if not path.exists():
        path.write_text(blank_town(offices), encoding="utf-8")
    content, lines = read(path, _Town)
    for name in content.root:
        if name not in offices:
            raise BadInput(f"{path.name} 第 {lines[name,]} 行：办事指南里没有“{name}”这个单位")
    return Places({name: details.known() for name, details in content.root.items()})


def load_offices(path: Path) -> dict[str, str]:
    """Read which offices the guides send people to, and what each is for."""
    return dict(read(path, OfficeFile)[0].offices)


def blank_town(offices: Mapping[str, str]) -> str:
    """Write an empty town's file, with a comment on every office."""
    said = [_HEAD.format(unfilled=UNFILLED)]
    for name, meaning in offices.items():
        blanks = "\n".join(f'  {detail}: ""' for detail in DETAILS)
        said.append(f"# {meaning}\n{name}:\n{blanks}\n")
    return "\n".join(said)
