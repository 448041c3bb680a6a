"""Speak Chinese or English, as the terminal's locale asks."""

import os

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def speaks_english() -> bool:
    """Return whether the locale names English; Chinese is the town's language.

    The first variable that is set decides, as POSIX orders them; `C` names no language
    and so keeps Chinese.
    """
    named = next((os.environ[name] for name in _VARIABLES if os.environ.get(name)), "")
    return named.lower().startswith("en")


def say(zh: str, en: str) -> str:
    """Return the sentence in the language of the terminal."""
    return en if speaks_english() else zh
