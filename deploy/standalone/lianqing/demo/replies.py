"""Answer a letter as a unit without the console does: by a file beside the letter."""

from pathlib import Path

from lianqing.launcher.folder import DataFolder
from lianqing_shared.contracts.letters import ReplyBody


def drop_reply(folder: DataFolder, unit: str, *, number: str, body: ReplyBody) -> bool:
    """Put a reply beside the stored letter; False until the letter lies there."""
    letters = folder.units / unit / "letters"
    reply = letters / f"{number}.reply.json"
    if not (letters / f"{number}.json").is_file() or _was_dropped(reply):
        return False
    draft = letters / f".{reply.name}.new"
    draft.write_text(body.model_dump_json(indent=1), encoding="utf-8")
    draft.replace(reply)
    return True


def _was_dropped(reply: Path) -> bool:
    taken = reply.parent / "replied"
    return reply.exists() or any(taken.glob(f"{reply.stem}-*.json"))
