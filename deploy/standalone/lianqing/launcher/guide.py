"""The one-page guide that a unit gets with its credential: to read, and to print.

One text, twice: as Markdown, which opens anywhere, and as a PDF on one sheet of A4 for
the clerk's wall, where fonts are installed.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typst

from lianqing_shared.faces import FONT_FOLDERS, FontsMissingError, Role, find_faces

_TEMPLATE = Path(__file__).with_suffix(".typ")
_TO_FILL_IN = "______________"
_MARKED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`")
_ITEM = re.compile(r"(\d+\.|-) ")

Run = dict[str, str]
"""A piece of a line: its words and how they look (`plain`, `bold`, `code`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What the guide of one unit says; who is not known is left to be filled in."""

    code: str
    name: str
    centre: str
    contact: str = ""
    phone: str = ""

    @property
    def title(self) -> str:
        """The guide's headline."""
        return f"{self.name}（{self.code}）接入说明"

    def markdown(self) -> str:
        """Return the guide as a text file."""
        return f"# {self.title}\n\n" + _TEXT.format(
            code=self.code,
            centre=self.centre,
            contact=self.contact or _TO_FILL_IN,
            phone=self.phone or _TO_FILL_IN,
        )

    def pdf(self, folders: Sequence[Path] = FONT_FOLDERS) -> bytes | None:
        """Return the guide as a sheet to print; None where no fonts are installed."""
        text = self.markdown()
        try:
            faces = find_faces(folders)
            faces.stand_ins_for(Role.BODY, text)
        except FontsMissingError:
            return None
        blocks = [_block(words) for words in _blocks(text)]
        return typst.compile(
            _TEMPLATE,
            font_paths=faces.fonts,
            sys_inputs={
                "guide": _json({"title": self.title, "blocks": blocks}),
                "faces": _json(faces.as_inputs()),
            },
        )


def _blocks(text: str) -> Iterator[str]:
    """Yield paragraphs and items, each on one line, without the headline."""
    for paragraph in text.split("\n\n")[1:]:
        joined = re.sub(r"\n(?!\d+\.|- ) *", "", paragraph)
        yield from joined.strip().splitlines()


def _block(words: str) -> dict[str, object]:
    item = _ITEM.match(words)
    mark = item[1] if item else ""
    return {"mark": mark, "runs": list(_runs(words[item.end() if item else 0 :]))}


def _runs(words: str) -> Iterator[Run]:
    at = 0
    for found in _MARKED.finditer(words):
        if found.start() > at:
            yield {"look": "plain", "words": words[at : found.start()]}
        look = "bold" if found[1] else "code"
        yield {"look": look, "words": found[1] or found[2]}
        at = found.end()
    if at < len(words):
        yield {"look": "plain", "words": words[at:]}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


_TEXT = """**这个目录里有什么**：`unit-{code}.creds` 是贵单位的凭证，等同印章；
其余是设置、中心公钥和本说明。凭证只由录入员保管，不得用邮件、微信传送，不得复印给他人。

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

联系人：{centre} {contact}  电话：{phone}
"""
