"""Make the folder that a unit carries away: its settings, credential, keys and guide.

It is whole, so that a clerk copies one folder and edits no path. It holds a secret, so
it is readable by its owner only and is to be deleted here once it was handed over.
"""

import shutil
from pathlib import Path

from lianqing.launcher.folder import DataFolder, write_private
from lianqing.launcher.keys import UNITS_KEY
from lianqing.text import say
from lianqing_sdk.settings import FILE_NAME, UnitFile, unit_toml
from lianqing_shared.security.grants import unit_name

GUIDE = "接入说明.md"
_KEYS = ("registry.pub", "intake.pub", "notify.pub")
_ROOMS = ("inbox", "letters", "unused")
ELSEWHERE = "nats://中心给出的地址:4222"
"""Stands where the centre must say how the unit reaches it; nothing listens there."""


def pack(folder: DataFolder, code: str, *, name: str, adapter: str | None) -> Path:
    """Make or renew a unit's folder to carry away; return it."""
    place = folder.root / "handover" / code
    for room in _ROOMS:
        (place / room).mkdir(parents=True, exist_ok=True, mode=0o700)
    credentials = f"{unit_name(code)}.creds"
    write_private(place / credentials, (folder.creds / credentials).read_text())
    write_private(place / UNITS_KEY, (folder.keys / UNITS_KEY).read_text())
    for key in _KEYS:
        shutil.copyfile(folder.keys / key, place / key)
    file = UnitFile(
        code=code,
        adapter=adapter or code,
        bus_url=ELSEWHERE,
        credentials=Path(credentials),
        centre_keys=tuple(map(Path, _KEYS)),
        digest_key=Path(UNITS_KEY),
    )
    if not (place / FILE_NAME).exists():
        (place / FILE_NAME).write_text(unit_toml(file), encoding="utf-8")
    write_guide(place, code=code, name=name)
    return place


def write_guide(place: Path, *, code: str, name: str) -> Path:
    """Write the joining guide into a unit's folder; return it."""
    path = place / GUIDE
    path.write_text(_GUIDE.format(name=name, code=code), encoding="utf-8")
    return path


def forget(folder: DataFolder, code: str) -> None:
    """Delete what lay ready for a unit that was cut off."""
    shutil.rmtree(folder.root / "handover" / code, ignore_errors=True)


def delete_after_handing_over(place: Path) -> str:
    """Say what to do with the folder."""
    return say(
        f"请把 {place} 整个当面交给该单位（内含凭证，等同印章），"
        "交接后删除此处的副本。",
        f"Hand {place} over in person: it holds the credential. Then delete it here.",
    )


_GUIDE = """# {name}（{code}）接入说明

**这个目录里有什么**：`unit-{code}.creds` 是贵单位的凭证，等同印章；其余是设置、
中心公钥和本说明。凭证只由录入员保管，不得用邮件、微信传送，不得复印给他人。

**第一次安装（由懂电脑的同志办一次）**

1. 把整个目录拷到贵单位录入员的电脑上，例如 `D:\\廉情`，只许录入员打开。
2. 用记事本打开 `unit.toml`，把 `bus_url` 改成中心给出的地址，其他不动。
3. 安装 Python 3.11 以上，运行 `pip install lianqing-sdk[sheets]` 和贵单位的适配器。
4. 运行 `lianqing-adapter doctor --unit-folder 本目录`，有不正常的照提示改。
5. 运行 `lianqing-adapter run --unit-folder 本目录`，并设成开机自动运行。

**平时（录入员）**

- 报送：把表格（xlsx、xls、csv）放进 `inbox`。没有采用的行列在 `unused` 里，写明原因。
- 收文：预警文书自动出现在 `letters`，签收自动完成，不用回执。
- 答复：在文书旁边写 `文号.reply.json`，或由答复员登录办理；写得不对会有 `…有误.txt`。
- `checkpoints.jsonl` 由程序自动记，是中心审计日志的见证：不要改，不要删，要备份。
  旁边若出现 `checkpoints-矛盾.txt`，请立即报告县纪委监委和中心。
- 不放心时运行 `lianqing-adapter status --unit-folder 本目录`，看有没有积压和提示。

**更换凭证**：中心会当面交来新的 `unit-{code}.creds`，覆盖旧文件即可，几秒内自动启用，
不必重启；旧凭证从中心更换那一刻起作废。没发出的内容留在本机，换好后接着发。

**凭证丢失、电脑被盗、录入员调离**：马上打电话给中心，中心当场作废旧凭证、换发新的。

联系人：镇廉政风险预警防控中心 ______________  电话：______________
"""
