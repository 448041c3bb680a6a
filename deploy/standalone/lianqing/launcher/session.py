"""One `lianqing up`: bring up, greet, play the demo, wait, stop."""

import asyncio
import sys
from dataclasses import dataclass

from lianqing.demo.cast import Cast
from lianqing.demo.play import play_all
from lianqing.errors import CommandError
from lianqing.launcher import catalogue, credentials, greeting, idle, units
from lianqing.launcher.accounts import ACCOUNTS, write_accounts
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.probes import Probes
from lianqing.launcher.tell import Teller
from lianqing.launcher.up import Running, Wishes, running
from lianqing.text import say
from lianqing_shared.clock import Clock
from lianqing_shared.errors import LianqingError

_SETTLED_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What was asked for, and what it needs."""

    folder: DataFolder
    wishes: Wishes
    demo: bool
    exit_when_idle: bool
    guard_s: float
    clock: Clock
    tell: Teller

    async def run(self) -> int:
        """Run until idle (if asked) or until cancelled; everything is stopped then."""
        async with running(
            self.folder, self.wishes, clock=self.clock, tell=self.tell
        ) as up:
            cast = await self._cast(up)
            if self.demo:
                count = await self._write_files()
                self.tell.done(
                    say(f"示例文件 {count} 份已放入单位目录", f"{count} sample files")
                )
            probes = Probes(up, self.clock)
            await self._start_adapters(up, probes)
            up.supervisor.mark_ready()
            self._greet(up)
            return await self._stay(up, cast, probes)

    async def _cast(self, up: Running) -> Cast | None:
        """Return the sample people, who are known by now; None in a real town."""
        password = self.wishes.demo_password
        if password is None:
            return None
        cast = Cast(up.client, password, self.folder)
        write_accounts(self.folder, password)
        await credentials.record(up, cast, clock=self.clock)
        return cast

    def _greet(self, up: Running) -> None:
        state, password = up.supervisor.state, self.wishes.demo_password
        if password is None:
            block = greeting.real(state, self.folder, self.wishes.town)
        else:
            block = greeting.sample(state, self.folder, ACCOUNTS, password=password)
        self.tell.console.print(block)

    async def _write_files(self) -> int:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "lianqing.demo", str(self.folder.root)),
            stdout=asyncio.subprocess.PIPE,
        )
        told, _ = await process.communicate()
        if process.returncode:
            raise CommandError(
                say(
                    "示例文件没有写成，请检查磁盘空间后重试。",
                    "The sample files could not be written; check the disk.",
                )
            )
        return int(told)

    async def _start_adapters(self, up: Running, probes: Probes) -> None:
        """Start them once all services know the units, so that names are resolved."""
        told = (probes.outboxes, probes.consumers)
        await idle.wait_until_idle(told, guard_s=self.guard_s, stable_s=_SETTLED_S)
        places = units.runnable(self.folder)
        up.supervisor.start([catalogue.adapter(self.folder, one) for one in places])

    async def _stay(self, up: Running, cast: Cast | None, probes: Probes) -> int:
        story = asyncio.create_task(self._play(cast)) if self.demo and cast else None
        try:
            if not self.exit_when_idle:
                await asyncio.Event().wait()
            await idle.wait_until_idle(probes.all(story), guard_s=self.guard_s)
            self._sum_up(up)
            return 0 if story is None or await story else 1
        finally:
            if story is not None:
                story.cancel()

    async def _play(self, cast: Cast) -> bool:
        """Play the stories; a demo that got stuck leaves the system running."""
        try:
            await self._played(cast)
        except (LianqingError, TimeoutError) as err:
            self.tell.warn(str(err) or say("演示没有走完", "the demo got stuck"))
            return False
        return True

    async def _played(self, cast: Cast) -> None:
        played = 0

        def count(*_: object) -> None:
            nonlocal played
            played += 1

        await play_all(cast, on_story=count)
        self.tell.done(
            say(
                f"演示办理完毕：{played} 个事项，三级齐全，各种状态都有",
                f"the demo has played {played} cases, all levels and every state",
            )
        )

    def _sum_up(self, up: Running) -> None:
        died = up.supervisor.restarts()
        if died:
            told = "、".join(f"{name}×{times}" for name, times in died.items())
            self.tell.warn(say(f"曾重新启动：{told}", f"restarted: {told}"))
        self.tell.done(say("全部处理完毕，正在停止", "all handled; stopping"))
