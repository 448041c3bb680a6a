"""The lianqing command and the one-machine launcher."""
