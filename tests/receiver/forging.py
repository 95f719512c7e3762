"""Deliveries that must never be believed, from a seed: forged, truncated, oversized, replayed."""

import json
from collections.abc import Callable, Iterator
from random import Random

from flows.receiver.gate import LARGEST
from tests.receiver.genuine import SECRETS, Sent, genuine, signed

Forge = Callable[[Random, Sent], Sent]


def _name(sent: Sent) -> str:
    return next(iter(sent.headers))


def _with(sent: Sent, signature: str | None) -> Sent:
    headers = {} if signature is None else {_name(sent): signature}
    return Sent(sent.tool, headers, sent.body)


def flipped_body(rng: Random, sent: Sent) -> Sent:
    raw = bytearray(sent.body)
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return Sent(sent.tool, sent.headers, bytes(raw))


def flipped_signature(rng: Random, sent: Sent) -> Sent:
    raw = bytearray(sent.headers[_name(sent)].encode())
    raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(7)
    return _with(sent, raw.decode("latin-1"))


def truncated(rng: Random, sent: Sent) -> Sent:
    return Sent(sent.tool, sent.headers, sent.body[: rng.randrange(len(sent.body))])


def cut_signature(rng: Random, sent: Sent) -> Sent:
    whole = sent.headers[_name(sent)]
    return _with(sent, whole[: rng.randrange(len(whole))])


def lengthened(rng: Random, sent: Sent) -> Sent:
    more = rng.choice([b" ", b"\n", b"\0", b"{}", sent.body])
    return Sent(sent.tool, sent.headers, sent.body + more)


def unsigned(rng: Random, sent: Sent) -> Sent:
    return _with(sent, rng.choice([None, "", "sha256=", "0", "null", "é" * 64, "sha256"]))


def downgraded(rng: Random, sent: Sent) -> Sent:
    digest = sent.headers[_name(sent)].removeprefix("sha256=")
    prefix = rng.choice(["sha1=", "md5=", "SHA256=", "none=", "sha256=sha256=", " ", "v0="])
    return _with(sent, prefix + digest)


def wrong_secret(rng: Random, sent: Sent) -> Sent:
    guesses = ["", "secret", SECRETS[sent.tool][:-1], SECRETS[sent.tool].upper(), "x" * 64]
    return Sent(sent.tool, signed(sent.tool, sent.body, rng.choice(guesses) or "\0"), sent.body)


def of_another_tool(rng: Random, sent: Sent) -> Sent:
    other = rng.choice([tool for tool in SECRETS if tool != sent.tool])
    headers = {**signed(other, sent.body, SECRETS[sent.tool]), **signed(other, sent.body)}
    return Sent(sent.tool, headers, sent.body)


def edited(rng: Random, sent: Sent) -> Sent:
    read = json.loads(sent.body) | {"extra": rng.random()}
    return Sent(sent.tool, sent.headers, json.dumps(read).encode())


def oversized(rng: Random, sent: Sent) -> Sent:
    raw = sent.body + b" " * (LARGEST + 1 - len(sent.body) + rng.randrange(100))
    return Sent(sent.tool, signed(sent.tool, raw), raw)


def handshake(rng: Random, sent: Sent) -> Sent:
    secret = f"{rng.getrandbits(256):064x}"
    if rng.random() < 0.5:
        return Sent(sent.tool, {"x-hook-secret": secret}, b"")
    raw = json.dumps({"verification_token": f"secret_{secret}"}).encode()
    return Sent(sent.tool, {}, raw)


def garbage(rng: Random, sent: Sent) -> Sent:
    return Sent(sent.tool, sent.headers, rng.randbytes(rng.randrange(2_000)))


FORGERIES: tuple[Forge, ...] = (
    flipped_body, flipped_signature, truncated, cut_signature, lengthened, unsigned, downgraded,
    wrong_secret, of_another_tool, edited, oversized, handshake, garbage,
)  # fmt: skip
SELDOM = {oversized: 20}  # a megabyte each


def forged(seed: int, count: int) -> Iterator[Sent]:
    """Yield so many deliveries of all four tools that nobody may believe."""
    rng = Random(seed)
    tools = sorted(SECRETS)
    while count:
        forge = rng.choice(FORGERIES)
        if rng.randrange(SELDOM.get(forge, 1)):
            continue
        count -= 1
        yield forge(rng, genuine(rng.choice(tools), rng.randrange(1_000_000)))
