"""Say what a data folder is for, and what a real town still lacks."""

from lianqing.findings import Finding
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.town import LETTERS_FILE, Town, town_of
from lianqing.text import say
from lianqing_shared.errors import LianqingError
from lianqing_shared.security.authority import staged_units


def findings(folder: DataFolder) -> list[Finding]:
    """Look at the kind of the folder, its letters' organs and half-done rotations."""
    try:
        town = town_of(folder)
    except LianqingError as err:
        what = say("环境", "kind")
        return [Finding(what=what, ok=False, found="", advice=str(err))]
    found = [_kind(town), *_half_rotated(folder)]
    return [*found, _letters(folder)] if town.is_real else found


def _kind(town: Town) -> Finding:
    told = (
        say(f"正式环境：{town.name}", f"a real town: {town.name}")
        if town.is_real
        else say(
            "演练环境：示例人员，未要求二次验证；不要录入真实线索",
            "a rehearsal: sample people, no second factor; enter nothing real",
        )
    )
    return Finding(what=say("环境", "kind"), ok=True, found=told)


def _letters(folder: DataFolder) -> Finding:
    # Reads with notify's own rules.
    from lianqing.launcher.town_file import check_letters  # noqa: PLC0415

    path, what = folder.root / LETTERS_FILE, say("制发机关", "organs")
    try:
        levels = check_letters(path)
    except LianqingError as err:
        return Finding(what=what, ok=False, found="", advice=str(err))
    lacking = 3 - len(levels)
    return Finding(
        what=what,
        ok=not lacking,
        found=say(f"已填 {len(levels)} 级文书", f"{len(levels)} of 3 levels"),
        advice=say(
            f"还有 {lacking} 级文书没有制发机关，定级后发不出文书。"
            f"请填写 {path} 后重新启动。",
            f"{lacking} levels have none; fill in {path} and start again.",
        )
        if lacking
        else "",
    )


def _half_rotated(folder: DataFolder) -> list[Finding]:
    return [
        Finding(
            what=name,
            ok=False,
            found=say("更换凭证没有做完", "its rotation was cut off"),
            advice=say(
                f"请再运行 `lianqing unit rotate {name.removeprefix('unit-')}`。",
                f"Run `lianqing unit rotate {name.removeprefix('unit-')}` again.",
            ),
        )
        for name in staged_units(folder.root)
    ]
