"""Intake adapter of the town's finance office: what it delivers, as tables."""

from lianqing_adapter_finance.allowances import ALLOWANCES
from lianqing_adapter_finance.earmarked import EARMARKED
from lianqing_adapter_finance.problems import PROBLEMS
from lianqing_sdk import Adapter

ADAPTER = Adapter(
    code="finance",
    name="财政所",
    datasets=(PROBLEMS, ALLOWANCES, EARMARKED),
)
