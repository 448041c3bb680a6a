"""Tell the person who started the system what happens: short lines on stderr."""

import time

from rich.console import Console
from rich.text import Text

from lianqing.text import say


class Teller:
    """Print one line per step, with the time it took."""

    def __init__(self, console: Console | None = None) -> None:
        """Write to `console`; standard error when None."""
        self.console = console or Console(stderr=True, highlight=False)
        self._began = time.monotonic()

    def done(self, text: str) -> None:
        """Tell that a step is done."""
        self._line("✓", text, "green")

    def note(self, text: str) -> None:
        """Tell something worth knowing."""
        self._line("·", text, "cyan")

    def warn(self, text: str) -> None:
        """Tell a surprise that was handled."""
        self._line("!", text, "yellow")

    def restarted(self, name: str, times: int) -> None:
        """Tell that a process died and is started again."""
        self.warn(
            say(
                f"{name} 意外退出，正在重新启动（第 {times} 次），详见 logs/{name}.log",
                f"{name} died and is started again (no. {times}); see logs/{name}.log",
            )
        )

    def _line(self, mark: str, text: str, style: str) -> None:
        elapsed = time.monotonic() - self._began
        line = Text.assemble(
            (f"{mark} ", f"bold {style}"), text, (f"  {elapsed:.1f}s", "dim")
        )
        self.console.print(line, soft_wrap=True)
