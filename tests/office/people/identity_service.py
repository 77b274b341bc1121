"""A sign-in service for tests: OpenID Connect with discovery, keys, tokens and PKCE, on this machine.

    with IdentityService() as service:
        service.claims = {"sub": "17", "email": "binh@example.vn", "email_verified": True}
        code = service.approve(redirect_address)

It says no where a real one does: a wrong client, secret, code or PKCE verifier, and each code once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

DESCRIPTION, MOVED = "/.well-known/openid-configuration", "/elsewhere"
CLIENT, SECRET = "chiso-office", "a secret of the client"


@dataclass
class IdentityService:
    """The service; `claims` is what it says of who comes, `signs_with` whose key it takes."""

    claims: dict[str, Any] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)  # what userinfo says otherwise than the token
    issuer: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signs_with: rsa.RSAPrivateKey | None = None
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # PKCE's challenge, the nonce
    described: dict[str, Any] = field(default_factory=dict)  # what it says of itself otherwise than is so
    moved: bool = False  # leads on from its description to another place
    raw: bytes = b""  # what it answers in place of everything else

    def __enter__(self) -> IdentityService:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._give(service.get(urlsplit(self.path).path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._give(service.token({name: one[0] for name, one in parse_qs(body).items()}))

            def _give(self, answer: tuple[int, dict[str, Any]]) -> None:
                body = service.raw or json.dumps(answer[1]).encode()
                self.send_response(answer[0])
                if answer[0] == 302:
                    self.send_header("Location", MOVED)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_arguments: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_arguments: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def approve(self, address: str) -> dict[str, str]:
        """What the browser brings back after the person said yes at the address it was led to."""
        asked = {name: one[0] for name, one in parse_qs(urlsplit(address).query).items()}
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}-{time.time_ns()}"
        self.codes[code] = asked["code_challenge"], asked["nonce"]
        return {"code": code, "state": asked["state"]}

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """Discovery, keys, and what is known of the person."""
        if path == DESCRIPTION and self.moved:
            return 302, {}
        if path in (DESCRIPTION, MOVED):
            return 200, {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "jwks_uri": f"{self.issuer}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            } | self.described
        if path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return 200, {"keys": [public | {"kid": "one", "use": "sig", "alg": "RS256"}]}
        if path == "/userinfo":
            return 200, self.claims | self.about
        return 404, {}

    def token(self, asked: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A token for a code, once, to the client that began with it."""
        challenge, nonce = self.codes.pop(asked.get("code", ""), (None, ""))
        verifier = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        made = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET) or made != challenge:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        signed = jwt.encode(claims, self.signs_with or self.key, algorithm="RS256", headers={"kid": "one"})
        return 200, {"access_token": "opaque", "token_type": "Bearer", "id_token": signed}
