"""Whether a data folder is a rehearsal or a real town's, chosen once and remembered.

A rehearsal has the sample town with invented people under one known password. A real
town begins with its own file of units and three administrators; nobody else is in it.
The two never become each other: what is tried out must not turn into somebody's record.
"""

import json
import shutil
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ValidationError

from lianqing.errors import FolderError
from lianqing.launcher.folder import FORMAT, DataFolder, write_private
from lianqing.text import say

UNITS_FILE, LETTERS_FILE = "town.yaml", "letters.toml"
"""The town's units and its organs, as the data folder keeps them."""


class TownKind(StrEnum):
    """What a data folder is for."""

    SAMPLE = "sample"
    REAL = "real"


class Town(BaseModel):
    """What was chosen when the folder was made; stands in its marker."""

    kind: TownKind
    name: str = ""
    """The real town's name, for the log-in window."""
    is_open: bool = True
    """False until the first administrators' passwords were shown."""

    @property
    def is_real(self) -> bool:
        """Whether this is a town's own installation."""
        return self.kind is TownKind.REAL


SAMPLE = Town(kind=TownKind.SAMPLE)


def town_of(folder: DataFolder) -> Town:
    """Return what a folder is for; one of an older release is a rehearsal."""
    try:
        found = json.loads(folder.marker.read_text()).get("town")
        return SAMPLE if found is None else Town.model_validate(found)
    except (OSError, ValueError, AttributeError, ValidationError) as err:
        raise FolderError(
            say(
                f"{folder.marker} 已损坏，分不清是正式环境还是演练环境。请从备份恢复。",
                f"{folder.marker} is damaged. Restore it from a backup.",
            )
        ) from err


def is_new(folder: DataFolder) -> bool:
    """Tell whether nothing was ever started in a folder."""
    return not (folder.keys / "operator.seed").exists()


def open_sample(folder: DataFolder) -> Town:
    """Return the town of a folder that is started without a file of its own."""
    if is_new(folder) and not _is_chosen(folder):
        _remember(folder, SAMPLE)
    return town_of(folder)


def open_rehearsal(folder: DataFolder) -> Town:
    """Return the sample town, to play the demonstration in.

    Raises:
        FolderError: The folder is a real town's.
    """
    town = open_sample(folder)
    if town.is_real:
        raise FolderError(
            say(
                f"{folder.root} 是{town.name}的正式环境，不能装入演示。"
                "演练请用 --data 另选一个空目录。",
                f"{folder.root} is a real town's. Rehearse in another folder.",
            )
        )
    return town


def open_real(
    folder: DataFolder, *, name: str, units: Path, letters: Path | None
) -> Town:
    """Make a folder a real town's, or go on with one that is.

    Args:
        folder: The data folder.
        name: The town's name.
        units: The checked file of its units.
        letters: The checked file of its organs; None leaves an empty one to fill in.

    Raises:
        FolderError: The folder is a rehearsal's, or has another town's file.
    """
    if not is_new(folder) or _is_chosen(folder):
        town = town_of(folder)
        _refuse_sample(folder, town)
        if town.is_open:
            _refuse_other_file(folder, units)
            return town
    shutil.copyfile(units, folder.root / UNITS_FILE)
    place = folder.root / LETTERS_FILE
    if letters is not None:
        shutil.copyfile(letters, place)
    elif not place.exists():
        place.write_text(_LETTERS.format(name=name), encoding="utf-8")
    town = Town(kind=TownKind.REAL, name=name, is_open=False)
    _remember(folder, town)
    return town


def mark_open(folder: DataFolder) -> None:
    """Remember that the first passwords were shown; they never are again."""
    _remember(folder, town_of(folder).model_copy(update={"is_open": True}))


def _refuse_sample(folder: DataFolder, town: Town) -> None:
    if not town.is_real:
        raise FolderError(
            say(
                f"{folder.root} 是演练环境，里面有示例人员，不能改作正式环境。"
                "请用 --data 另选一个空目录。",
                f"{folder.root} is a rehearsal with sample people. Start for real in "
                "an empty folder.",
            )
        )


def _refuse_other_file(folder: DataFolder, units: Path) -> None:
    if units.read_bytes() != (folder.root / UNITS_FILE).read_bytes():
        raise FolderError(
            say(
                f"{folder.root} 的单位早已从另一份文件登记。增减单位请在系统里办理；"
                f"启动请运行 `lianqing up --data {folder.root}`，不写 --town。",
                f"The units of {folder.root} came from another file. Change them in "
                f"the system, and start with `lianqing up --data {folder.root}`.",
            )
        )


def _is_chosen(folder: DataFolder) -> bool:
    return "town" in json.loads(folder.marker.read_text())


def _remember(folder: DataFolder, town: Town) -> None:
    marker = {"format": FORMAT, "made_by": "lianqing"}
    text = json.dumps(marker | {"town": town.model_dump()}, ensure_ascii=False)
    write_private(folder.marker, text)


_LETTERS = """# {name}：哪个机关以什么名义制发哪一种文书。改完后重新启动系统。
# 没有填写的文书不会制发。一级文书还须填写 authorisation：
# 监察法第十三条，监察建议只能由获得授权的派驻、派出机构提出。

plan_title = "《{name}关于廉政风险全方位预警防控系统建设的实施方案》"

# [notice]                      # 三级：廉情预警告知
# word = "×廉告"                # 文号的机关代字
# organ = "{name}廉政风险预警防控中心"
# legal_basis = "《……实施方案》"
# reply_to = "镇廉政风险预警防控中心"
# contact = "联系人：……，电话：……"
# cc = ["镇纪委"]

# [inquiry]                     # 二级：廉情预警质询，项目同上
# [recommendation]              # 一级：廉情监察建议，项目同上，另加
# authorisation = "……授权〔2026〕×号"
"""
