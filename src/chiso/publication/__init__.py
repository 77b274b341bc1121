"""Publishing: a sealed bundle that anyone can recompute, and the verifier that does.

build_bundle    results of scoring → one zip, the same bytes for the same input
seal_bundle     adds a seal over what is in it, on another machine if need be
verify          archive, hashes, seals, chain of versions, then every figure again
"""

from chiso.publication.bundle import BuiltBundle, build_bundle
from chiso.publication.keys import PrivateKey, PublicKey, new_key, read_private_key, read_public_key
from chiso.publication.opening import Bundle, read_bundle
from chiso.publication.revocations import Revocation, read_revocations, revoke_key
from chiso.publication.schemas import schemas
from chiso.publication.sealing import SealedBundle, seal_bundle
from chiso.publication.verification import Verification
from chiso.publication.verify import verify

__all__ = [
    "BuiltBundle",
    "Bundle",
    "PrivateKey",
    "PublicKey",
    "Revocation",
    "SealedBundle",
    "Verification",
    "build_bundle",
    "new_key",
    "read_bundle",
    "read_private_key",
    "read_public_key",
    "read_revocations",
    "revoke_key",
    "schemas",
    "seal_bundle",
    "verify",
]
