"""Another identity provider (OpenID Connect): its addresses, the exchange, the judged token."""

import stat
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from schema.core.settings import Settings

ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA")
LEEWAY_SECONDS = 30
PATIENCE_SECONDS = 5
PRIVATE_BITS = stat.S_IRWXG | stat.S_IRWXO
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class ProviderError(Exception):
    """The provider cannot be reached, or what it says is not to be trusted."""


@dataclass(frozen=True, slots=True)
class Provider:
    """What the operator configured."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_url: str

    async def start(self, *, state: str, nonce: str, verifier: str) -> str:
        """The address to which the browser goes: code flow with PKCE."""
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_url,
            "scope": "openid",
            "state": state,
            "nonce": nonce,
            "code_challenge": create_s256_code_challenge(verifier),
            "code_challenge_method": "S256",
        }
        async with self._http() as http:
            found = await self._metadata(http)
        return f"{found['authorization_endpoint']}?{urlencode(query)}"

    async def subject(self, *, code: str, nonce: str, verifier: str) -> str:
        """Exchange the code; the subject of an ID token that stands every check.

        Raises ProviderError.
        """
        given = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_url,
            "code_verifier": verifier,
        }
        async with self._http() as http:
            found = await self._metadata(http)
            tokens = await self._json(
                http.post(
                    found["token_endpoint"],
                    data=given,
                    auth=(self.client_id, self.client_secret),
                )
            )
            keys = await self._json(http.get(found["jwks_uri"]))
        return self._judged(str(tokens.get("id_token", "")), keys, nonce)

    def _judged(self, token: str, keys: dict[str, Any], nonce: str) -> str:
        """Signature by a listed algorithm, issuer, audience, life span, nonce, subject."""
        rules = jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
            sub={"essential": True},
        )
        try:
            decoded = jwt.decode(
                token, KeySet.import_key_set({"keys": keys["keys"]}), algorithms=list(ALGORITHMS)
            )
            rules.validate(decoded.claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderError(f"ID token: {type(error).__name__}") from error
        several = isinstance(decoded.claims["aud"], list) and len(decoded.claims["aud"]) > 1
        if several and decoded.claims.get("azp") != self.client_id:
            raise ProviderError("ID token: azp")
        return str(decoded.claims["sub"])

    async def _metadata(self, http: httpx2.AsyncClient) -> dict[str, Any]:
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        found = await self._json(http.get(address))
        if found.get("issuer") != self.issuer:
            raise ProviderError("metadata: issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            _check_address(str(found.get(name, "")))
        return found

    async def _json(self, asked: Any) -> dict[str, Any]:
        try:
            answer = await asked
            answer.raise_for_status()
            body = answer.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderError(f"provider: {type(error).__name__}") from error
        if not isinstance(body, dict):
            raise ProviderError("provider: no object")
        return body

    def _http(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(timeout=PATIENCE_SECONDS, follow_redirects=False, trust_env=False)


def _check_address(address: str) -> None:
    """Only TLS, but for a provider on this machine."""
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise ProviderError("provider: address without TLS")


def provider_of(configured: Settings) -> Provider | None:
    """The provider that is configured, None without one; raises RuntimeError for half of one."""
    if configured.oidc_issuer is None:
        return None
    client_id, redirect_url = configured.oidc_client_id, configured.oidc_redirect_url
    secret = _secret(configured)
    if client_id is None or redirect_url is None or secret is None:
        message = "GONGHUI_OIDC_ISSUER needs the client id, a secret and the redirect URL"
        raise RuntimeError(message)
    try:
        _check_address(configured.oidc_issuer)
    except ProviderError as error:
        message = "GONGHUI_OIDC_ISSUER must be an https address"
        raise RuntimeError(message) from error
    return Provider(configured.oidc_issuer, client_id, secret, redirect_url)


def _secret(configured: Settings) -> str | None:
    if configured.oidc_client_secret is not None:
        return configured.oidc_client_secret.get_secret_value()
    file = configured.oidc_client_secret_file
    if file is None:
        return None
    if file.stat().st_mode & PRIVATE_BITS:
        message = f"GONGHUI_OIDC_CLIENT_SECRET_FILE: {file.name} must have mode 600"
        raise RuntimeError(message)
    return file.read_text(encoding="utf-8").strip()
