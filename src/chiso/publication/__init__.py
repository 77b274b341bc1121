"""Publishing: a sealed bundle that anyone can recompute, and the verifier that does.

`build_bundle` makes of results of scoring one zip, the same bytes for the same input; `seal_bundle`
adds a seal over what is in it, on another machine if need be; `verify` looks at archive, hashes,
seals, chain of versions, then at every figure again.

Refused as no bundle, or not a safe one (exit 4):

    CH-4001 cannot be read          CH-4002 above the limits        CH-4003 no archive, or more than one
    CH-4004 not plainly stored      CH-4005 no plain file           CH-4006 unsafe name
    CH-4007 unknown member          CH-4008 member twice            CH-4009 headers contradict
    CH-4010 member missing          CH-4011 small file too large

Differences (exit 1):

    CH-4020 hash of a member        CH-4021 more or fewer members   CH-4022 packed again
    CH-4023 damaged                 CH-4024 record malformed        CH-4025 description of the tables
    CH-4026 file of a run missing   CH-4027 says what is not so     CH-4028 notation of the inputs
    CH-4030 figure differs          CH-4031 inputs cannot be scored CH-4032 opened value not attested
    CH-4033 points do not follow    CH-4034 another framework       CH-4035 above the maximum
    CH-4040 chain broken            CH-4041 no version of this      CH-4042 number twice
    CH-4043 withdrawn               CH-4044 given version differs
    CH-4110 … CH-4114 invalid seal: key id, signature, content, decision beside, notation
    CH-8844 … CH-8848 composite index: files, record, too large, cannot be computed, too much work

Refused when publishing, or with keys:

    CH-4050 no run                  CH-4051 given twice             CH-4052 withheld value still there
    CH-4053 options do not agree    CH-4054 table of others         CH-4055 no PDF
    CH-4056 file of a run           CH-4057 more than one line      CH-4058 name of a table
    CH-4059 sealed already
    CH-4102 no key                  CH-4103 private for public      CH-4104 public for private
    CH-4105 validity                CH-4106 no list of revocations  CH-4107 false revocation
    CH-4108 no reason               CH-4109 revoked already         CH-4115 key not valid that day
"""

from chiso.publication.bundle import BuiltBundle, build_bundle
from chiso.publication.deciding import add_decision
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
    "add_decision",
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
