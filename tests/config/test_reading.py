"""Reading YAML: whatever the bytes, there are values with lines, or one kind of error."""

from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from syncline.config import BrokenConfiguration, load
from syncline.config.reading import parse
from tests.config.conftest import RIGHT, TODAY, Write

SIGNS = st.text(st.sampled_from("a1:-?[]{},&*!|>'\"%@`# \n\t\\~\u00a0“»é.\x00"), max_size=80)


@given(st.binary(max_size=200) | SIGNS.map(str.encode) | st.text(max_size=100).map(str.encode))
@example(b'a: "\\U00110000"')
@example(b"%YAML 9999999999999999999999.1\n---\na: 1")
@example(b"a: " + b"9" * 5000)
@settings(max_examples=400, deadline=None)
def test_arbitrary_bytes_are_values_or_a_configuration_error(data: bytes) -> None:
    """Nothing but a ConfigurationError ever leaves the reader."""
    with suppress(BrokenConfiguration):
        assert isinstance(parse(data, "x.yaml").value, dict | list)


LINES = RIGHT.splitlines()
LEAVES = st.sampled_from(
    ["", "[]", "{}", "12", "true", "~", "[[x]]", "{a: {b: c}}", "x", '"*"', "-"]
)


@given(st.integers(0, len(LINES) - 1), LEAVES | st.none())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_line_replaced_by_anything_never_ends_in_a_traceback(
    write: Write, number: int, leaf: str | None
) -> None:
    """Well-formed nonsense in any place of a configuration is a sentence, or is fine."""
    key = LINES[number].split(":")[0]
    changed = [] if leaf is None else [f"{key}: {leaf}"]
    path = write("\n".join([*LINES[:number], *changed, *LINES[number + 1 :]]))
    with suppress(BrokenConfiguration):
        assert load(path, today=TODAY, environ={}).portfolio.name


def test_scalars_are_yaml_1_2() -> None:
    """No Norway problem: yes, no, on, off and dates are texts; identifiers keep their zeros."""
    text = b"a: no\nb: off\nc: 2026-01-02\nd: 007\ne: 12\nf: 1.5\ng: true\nh: ~\ni: '12'\nj: 1e3\n"
    assert list(parse(text, "x").value.values()) == [
        "no", "off", "2026-01-02", "007", 12, 1.5, True, None, "12", "1e3",
    ]  # fmt: skip


def test_every_value_knows_its_line() -> None:
    """Keys, list entries, and what is not there: the nearest surroundings."""
    source = parse(b"a:\n  b:\n    - x\n    - y\n", "x.yaml")
    assert source.place(("a", "b", 1)).line == 4
    assert source.place(("a", "b")).line == 2
    assert source.place(("a", "zzz")).line == 1


def test_a_byte_order_mark_is_no_key(tmp_path: Path) -> None:
    """Editors on Windows begin files with one."""
    assert parse(b"\xef\xbb\xbfa: 1", "x").value == {"a": 1}
