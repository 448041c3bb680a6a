"""The commands: translate what was typed, ask or act, print what came of it."""
