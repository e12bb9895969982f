"""A passkey in software: a P-256 key that answers challenges as a device does, for one address."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_encode

USER_PRESENT, HAS_KEY = 0x01, 0x40


@dataclass
class SoftKey:
    """`origin` is what the browser would say; its host is what the key was made for."""

    origin: str = "https://testserver"
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to creation options: a credential without attestation."""
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        own = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        data = self._data(USER_PRESENT | HAS_KEY) + own
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", options["publicKey"]["challenge"])
        return self._credential(clientDataJSON=client, attestationObject=attested)

    def answered(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to request options: a signature over the challenge."""
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data(USER_PRESENT)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._credential(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        host = self.origin.partition("://")[2].partition(":")[0]
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _credential(self, **response: bytes) -> dict[str, Any]:
        packed = {name: websafe_encode(value) for name, value in response.items()}
        id_ = websafe_encode(self.id)
        return {
            "id": id_,
            "rawId": id_,
            "type": "public-key",
            "response": packed,
            "clientExtensionResults": {},
        }
