"""Writers of the archive."""

from .sealing import request_seal
from .verifying import store_results
from .work import carry_out

__all__ = ["carry_out", "request_seal", "store_results"]
