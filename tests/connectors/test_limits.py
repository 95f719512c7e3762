"""An answer is taken whole, unpacked, and within its limits; pure."""

import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from connectors import limits
from connectors.limits import NotWhole, whole


def pieces(body: bytes, size: int = 1000) -> Iterator[bytes]:
    """Cut a body as a wire does."""
    yield from (body[start : start + size] for start in range(0, len(body), size))


@pytest.mark.parametrize(("packing", "bits"), [("gzip", 31), ("X-GZIP ", 31), ("deflate", 15)])
def test_a_packed_answer_is_unpacked(packing: str, bits: int) -> None:
    """However it is cut."""
    engine = zlib.compressobj(wbits=bits)
    body = bytes(range(256)) * 999
    sent = engine.compress(body) + engine.flush()
    assert whole(pieces(sent, 7), packing) == body


def test_a_plain_answer_is_taken_as_it_is() -> None:
    """Also an empty one."""
    assert whole(pieces(b"{}" * 999), "") == b"{}" * 999
    assert whole(iter(()), "identity") == b""


def test_a_bomb_is_left_before_it_fills_the_memory() -> None:
    """40 MB in 40 kB: what is held is a little more than what is allowed."""
    engine = zlib.compressobj(wbits=31)
    sent = b"".join(engine.compress(bytes(10**7)) for _ in range(4)) + engine.flush()
    assert len(sent) < 60_000
    limit, limits.MOST = limits.MOST, 1_000_000
    tracemalloc.start()
    try:
        with pytest.raises(NotWhole, match="more than 1 MB"):
            whole(iter([sent]), "gzip")
        assert tracemalloc.get_traced_memory()[1] < 4 * 10**6
    finally:
        tracemalloc.stop()
        limits.MOST = limit


@pytest.mark.parametrize(
    ("sent", "packing", "words"),
    [(b"{}", "br", "packed as br"), (b"not packed", "gzip", "cannot be unpacked")],
)
def test_what_cannot_be_unpacked_is_said(sent: bytes, packing: str, words: str) -> None:
    """Nobody asked for it."""
    with pytest.raises(NotWhole, match=words):
        whole(iter([sent]), packing)


def test_time_is_counted_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte may be in time, and the answer is not."""
    monkeypatch.setattr(limits, "WHOLE", -1.0)
    with pytest.raises(NotWhole, match="longer than"):
        whole(pieces(b"{}"), "")
