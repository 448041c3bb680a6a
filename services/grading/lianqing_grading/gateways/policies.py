"""Read the policy files that ship with grading and find the one in force on a day."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

from lianqing_grading.domain.policy import Policy
from lianqing_grading.domain.policy_document import read_policy
from lianqing_grading.errors import PolicyFaultError, PolicyMissingError


class Policies:
    """All policies of an installation; old ones stay for old decisions."""

    def __init__(self, policies: Sequence[Policy]) -> None:
        self._newest_first = sorted(
            policies, key=lambda policy: policy.in_force_from, reverse=True
        )

    def on(self, day: date) -> Policy:
        """Return the policy in force on a day, the newest where two overlap.

        Raises PolicyMissingError if none was.
        """
        for policy in self._newest_first:
            if policy.is_in_force(day):
                return policy
        raise PolicyMissingError(day.isoformat())

    def named(self, name: str) -> Policy:
        """Return the policy that a case was graded under, else the newest there is."""
        for policy in self._newest_first:
            if policy.name == name:
                return policy
        return self._newest_first[0]


@cache
def shipped_policies() -> Policies:
    """Read every policy file of the package; raises PolicyFaultError for a bad one."""
    folder = files("lianqing_grading") / "policies"
    return Policies(
        [
            read_policy_text(file.read_text(encoding="utf-8"))
            for file in folder.iterdir()
            if file.name.endswith(".yaml")
        ]
    )


def read_policy_text(text: str) -> Policy:
    """Read one policy from YAML; raises PolicyFaultError."""
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as err:
        raise PolicyFaultError("文件", "不是有效的 YAML。") from err
    return read_policy(document)
