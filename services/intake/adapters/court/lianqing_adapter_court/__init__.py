"""Intake adapter of the people's tribunal: what it delivers, as tables."""

from lianqing_adapter_court.cases import CASES
from lianqing_adapter_court.enforcement import ENFORCEMENT
from lianqing_sdk import Adapter

ADAPTER = Adapter(code="court", name="人民法庭", datasets=(CASES, ENFORCEMENT))
