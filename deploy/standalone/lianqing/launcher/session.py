"""One `lianqing up`: bring up, greet, play the demo, wait, stop."""

import asyncio
from dataclasses import dataclass

from lianqing.demo.cast import Cast
from lianqing.demo.files import write_files
from lianqing.demo.play import play_all
from lianqing.launcher import catalogue, credentials, idle, units
from lianqing.launcher.accounts import write_accounts
from lianqing.launcher.folder import DataFolder
from lianqing.launcher.greeting import greeting
from lianqing.launcher.probes import Probes
from lianqing.launcher.tell import Teller
from lianqing.launcher.up import Running, Wishes, running
from lianqing.text import say
from lianqing_shared.clock import Clock


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
            cast = Cast(up.client, self.wishes.demo_password)
            accounts = write_accounts(self.folder, self.wishes.demo_password)
            await credentials.record(up, cast, clock=self.clock)
            if self.demo:
                count = await asyncio.to_thread(write_files, self.folder)
                self.tell.done(
                    say(f"示例文件 {count} 份已放入单位目录", f"{count} sample files")
                )
            up.supervisor.start(
                [
                    catalogue.adapter(self.folder, path)
                    for path in units.runnable(self.folder)
                ]
            )
            up.supervisor.mark_ready()
            self.tell.console.print(
                greeting(up.supervisor.state, self.folder, accounts)
            )
            return await self._stay(up, cast)

    async def _stay(self, up: Running, cast: Cast) -> int:
        async with asyncio.TaskGroup() as tasks, Probes(up, self.clock) as probes:
            story = tasks.create_task(self._play(cast)) if self.demo else None
            if not self.exit_when_idle:
                await asyncio.Event().wait()
            await idle.wait_until_idle(probes.all(story), guard_s=self.guard_s)
            self._sum_up(up)
        return 0

    async def _play(self, cast: Cast) -> None:
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
