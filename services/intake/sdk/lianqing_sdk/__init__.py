"""All that the author of an intake adapter installs.

An adapter is a table: which files a unit delivers, which columns they hold under
which names, and what the words mean. Reading, keeping, sending, receiving are here.
"""

from lianqing_sdk.adapter import Adapter, Column, ColumnKind, Dataset
from lianqing_sdk.words import COMMON_WORDS, Wording

__all__ = ["COMMON_WORDS", "Adapter", "Column", "ColumnKind", "Dataset", "Wording"]
