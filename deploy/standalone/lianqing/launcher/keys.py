"""Make the keys that services sign and digest with, once per installation."""

import secrets

from lianqing.launcher.folder import DataFolder, write_private
from lianqing_shared.security.service_keys import SIGNING
from lianqing_shared.security.signing import Signer, new_seed

UNITS_KEY = "units.key"
"""What all units digest ID numbers with, so that the same person gives the same."""
_DIGEST_KEY_BYTES = 32


def ensure(folder: DataFolder) -> None:
    """Make what is missing; a key that is there is never replaced."""
    for name in SIGNING:
        seed = folder.keys / f"{name}.seed"
        if not seed.exists():
            write_private(seed, new_seed())
        public = Signer.from_seed_file(seed).public_key
        write_private(folder.keys / f"{name}.pub", f"{public}\n")
    # Units get a key of their own: with the centre's they could try out names against
    # the keys under which it joins reports.
    for file in ("digest.key", UNITS_KEY):
        if not (folder.keys / file).exists():
            write_private(folder.keys / file, secrets.token_hex(_DIGEST_KEY_BYTES))
