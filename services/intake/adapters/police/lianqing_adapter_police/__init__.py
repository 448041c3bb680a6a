"""Intake adapter of the police station: what it delivers, as tables."""

from lianqing_adapter_police.alarms import ALARMS
from lianqing_adapter_police.penalties import PENALTIES
from lianqing_sdk import Adapter

ADAPTER = Adapter(code="police", name="派出所", datasets=(PENALTIES, ALARMS))
