"""Run the `lianqing` command; every failure becomes a sentence, none a traceback."""

import os
import sys
import tempfile
import traceback
from pathlib import Path

from lianqing.commands.root import build
from lianqing.errors import UsageError
from lianqing.text import say
from lianqing_shared.errors import LianqingError, RefusedError

_FAILED, _MISUSED, _INTERRUPTED = 1, 2, 130


def main() -> None:
    """Run one command; exits 0, 1 (it could not be done) or 2 (it was typed wrong)."""
    try:
        build()()
    except UsageError as err:
        _leave(str(err), _MISUSED)
    except RefusedError as err:
        _leave(err.sentence, _FAILED)
    except LianqingError as err:
        _leave(str(err), _FAILED)
    except KeyboardInterrupt:
        _leave(say("已取消。", "Cancelled."), _INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong with us.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(_FAILED)
    except Exception as err:  # noqa: BLE001 - the last door: a person reads this
        _leave(_unexpected(err), _FAILED)


def _leave(sentence: str, code: int) -> None:
    mark = "\x1b[31m✗\x1b[0m" if sys.stderr.isatty() else "✗"
    sys.stderr.write(f"{mark} {sentence}\n")
    sys.exit(code)


def _unexpected(err: Exception) -> str:
    """Keep the frames, never the error's words or locals, and say where they are."""
    frames = "".join(
        f"{frame.filename}:{frame.lineno} {frame.name}\n"
        for frame in traceback.extract_tb(err.__traceback__)
    )
    path = Path(tempfile.gettempdir()) / f"lianqing-error-{os.getpid()}.txt"
    path.write_text(f"{type(err).__module__}.{type(err).__qualname__}\n{frames}")
    return say(
        f"程序内部出错（{type(err).__name__}）。数据没有丢失；"
        f"请把 {path} 交给维护人员。",
        f"Something went wrong inside ({type(err).__name__}). No data is lost; "
        f"please give {path} to the maintainers.",
    )


if __name__ == "__main__":
    main()
