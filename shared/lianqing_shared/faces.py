"""Choose the faces of a printed page from what is installed; say what stands in.

The national faces (小标宋, 仿宋_GB2312 …) are licensed and rarely on a server, so each
role has a chain: national face first, then free stand-ins. Nothing is taken from the
machine's font settings by luck; only the folders in the settings count.
Source: GB/T 9704-2012 clause 5.2.2; domain 2.4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path

import typst
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # has no types

from lianqing_shared.errors import TryAgainError

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
)
"""Where fonts are looked for unless the settings say otherwise."""
INSTALL_FONTS = (
    "请安装字体后重试：Debian、Ubuntu 执行 apt-get install fonts-noto-cjk "
    "fonts-lxgw-wenkai fonts-liberation；不能安装系统软件包时执行 "
    "pip install --no-deps mplfonts；或者把字体文件所在目录写入 "
    "LIANQING_NOTIFY_FONT_FOLDERS 和 LIANQING_REGISTRY_FONT_FOLDERS。"
)


class FontsMissingError(TryAgainError):
    """Nothing can be set with the fonts at hand; it waits for better ones."""

    def __init__(self, what: str, *, folders: Sequence[Path] = ()) -> None:
        looked = f"（已查找：{'、'.join(map(str, folders))}）" if folders else ""
        super().__init__(f"无法排版文书：{what}{looked}。{INSTALL_FONTS}")
        self.what = what


class Role(StrEnum):
    """What a face is used for."""

    BODY = "body"
    SUBHEADING = "subheading"
    HEADING = "heading"
    TITLE = "title"

    @property
    def label(self) -> str:
        """The national name of the face."""
        return {
            "body": "仿宋",
            "subheading": "楷体",
            "heading": "黑体",
            "title": "小标宋",
        }[self.value]


_REST = ("LXGW WenKai", "Noto Serif CJK SC", "Source Han Serif SC")
CHAINS: dict[Role, tuple[str, ...]] = {
    Role.BODY: ("FangSong_GB2312", "FangSong", "FandolFang R", *_REST),
    Role.SUBHEADING: ("KaiTi_GB2312", "KaiTi", "FandolKai", *_REST),
    Role.HEADING: ("SimHei", "FandolHei", "Noto Sans CJK SC", *_REST),
    Role.TITLE: ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", *_REST[1:]),
}
NATIONAL = frozenset(
    {"FangSong_GB2312", "FangSong", "KaiTi_GB2312", "KaiTi", "SimHei"}
    | {"FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05"}
)
LATIN = ("Times New Roman", "Liberation Serif", "Noto Serif CJK SC")
PACKAGED = "mplfonts"
"""A wheel that holds Noto CJK: the last resort where no Debian package can be put."""
_PACKAGED_FAMILIES = frozenset({"Noto Sans CJK SC", "Noto Serif CJK SC"})
"""All that is taken from it; its other faces are not free."""
_WEIGHTS = {Role.BODY: 300, Role.TITLE: 700}
_BOLD_HEADINGS = frozenset({"Noto Sans CJK SC"})
"""Its regular weight is too light to tell a heading from the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """A character that the first face of its role does not have."""

    role: Role
    character: str
    family: str
    """The face it was taken from."""


@dataclass(frozen=True, kw_only=True)
class Faces:
    """The faces found in the configured folders."""

    fonts: typst.Fonts
    folders: tuple[Path, ...]
    chains: dict[Role, tuple[str, ...]]
    latin: str
    _files: dict[tuple[str, int], tuple[Path, int]] = field(repr=False)

    @cached_property
    def stand_ins(self) -> dict[Role, str]:
        """Roles whose national face is missing, with the face used instead."""
        return {
            role: chain[0]
            for role, chain in self.chains.items()
            if chain[0] not in NATIONAL
        }

    def as_inputs(self) -> dict[str, str | int | Sequence[str]]:
        """Return what the template reads: the chain of each role, and two extras."""
        heading = self.chains[Role.HEADING][0]
        return {
            **{role.value: chain for role, chain in self.chains.items()},
            "latin": self.latin,
            "heading-weight": 700 if heading in _BOLD_HEADINGS else 400,
        }

    def stand_ins_for(self, role: Role, text: str) -> tuple[StandIn, ...]:
        """Return the characters of `text` that the role's first face lacks, in order.

        Raises:
            FontsMissingError: A character is in no face of the chain; a letter with an
                empty box in somebody's name must not go out.
        """
        unusual = [char for char in text if not _is_usual(char)]
        if not unusual:
            return ()
        first, *rest = self.chains[role]
        missing = {
            ord(char): None
            for char in unusual
            if ord(char) not in self._covered(first, _WEIGHTS.get(role, 400))
        }
        return tuple(
            StandIn(role=role, character=chr(code), family=self._holder(code, rest))
            for code in missing
        )

    def _holder(self, code: int, families: Iterable[str]) -> str:
        for family in families:
            if code in self._covered(family, 400):
                return family
        raise FontsMissingError(f"缺少字符“{chr(code)}”（U+{code:04X}）的字体")

    def _covered(self, family: str, weight: int) -> frozenset[int]:
        nearest = min(
            (key for key in self._files if key[0] == family),
            key=lambda key: abs(key[1] - weight),
        )
        return _characters(*self._files[nearest])


def find_faces(folders: Sequence[Path]) -> Faces:
    """Look through font folders and choose a face for each role.

    Raises:
        FontsMissingError: A role has no face at all; the sentence says what to install.
    """
    present = tuple(folder for folder in [*folders, *_packaged()] if folder.is_dir())
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=list(present),
    )
    files = {
        (row.family, row.weight): (Path(row.path), row.index)
        for row in fonts.fonts()
        if row.style == "normal" and row.path and _is_usable(row.family, row.path)
    }
    families = {family for family, _ in files}
    chains = {
        role: tuple(family for family in chain if family in families)
        for role, chain in CHAINS.items()
    }
    latin = next((family for family in LATIN if family in families), "")
    lacking = [role.label for role, chain in chains.items() if not chain]
    if lacking or not latin:
        raise FontsMissingError(
            f"缺少{'、'.join(lacking or ['西文'])}字体", folders=present
        )
    return Faces(fonts=fonts, folders=present, chains=chains, latin=latin, _files=files)


def _is_usual(char: str) -> bool:
    """Return whether every face of every chain has the character: GB 2312 and blanks.

    Nearly all letters hold nothing else, and reading what a face covers costs 70 MB.
    """
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return char.isspace()
    return True


def _packaged() -> list[Path]:
    spec = find_spec(PACKAGED)
    places = spec.submodule_search_locations if spec else None
    return [Path(place) / "fonts" for place in places or ()]


def _is_usable(family: str, path: str) -> bool:
    return PACKAGED not in Path(path).parts or family in _PACKAGED_FAMILIES


@lru_cache(maxsize=16)
def _characters(path: Path, index: int) -> frozenset[int]:
    """Read which characters a font file has glyphs for; about 0.2 s for a large one."""
    with TTFont(path, fontNumber=index, lazy=True) as font:
        return frozenset(font.getBestCmap() or ())
