"""What every table of the registry stands on."""

from lianqing_shared.db.tables import ServiceBase, service_metadata

UNIT = 32
"""Length of a unit's code."""
PERSON = 40
"""Length of a person's, session's or change's id."""
DIGEST = 64
"""Length of a digest in hex."""


class Base(ServiceBase):
    """The root of the registry's tables."""

    metadata = service_metadata()
