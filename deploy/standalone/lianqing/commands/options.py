"""Options that many commands share, with one wording."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from lianqing.text import say


class OutputForm(StrEnum):
    """How results are printed."""

    TABLE = "table"
    JSON = "json"


Data = Annotated[
    Path,
    typer.Option(
        "--data",
        envvar="LIANQING_DATA",
        metavar="DIR",
        help=say("数据目录", "The data folder."),
    ),
]
Output = Annotated[
    OutputForm,
    typer.Option("--output", "-o", help=say("输出格式", "Form of the result.")),
]
As = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="LOGIN",
        envvar="LIANQING_LOGIN",
        help=say(
            "以谁的身份；密码取自 LIANQING_PASSWORD、演示账号文件或当场输入",
            "Who you are; the password comes from LIANQING_PASSWORD, the demo "
            "accounts or the prompt.",
        ),
    ),
]
Limit = Annotated[
    int,
    typer.Option("--limit", min=1, max=100, help=say("最多几条", "At most so many.")),
]
DEFAULT_DATA = Path("lianqing-data")
"""Where `make run` puts it."""
