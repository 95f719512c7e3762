"""Names of files: safe, and readable as copies."""

from hypothesis import given, settings
from hypothesis import strategies as st

from syncline.domain.attachments import (
    LIMIT,
    Attachment,
    attachment_of,
    copied,
    file_name,
    key_of,
)
from syncline.domain.siblings import Sibling, sibling_of

FAST = settings(max_examples=300, deadline=None)
_names = st.text(max_size=300)
_homes = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,59}", fullmatch=True)
_urls = st.from_regex(r"https://[a-z.]{1,20}/[!-~]{0,80}", fullmatch=True)


@FAST
@given(_names)
def test_a_name_is_safe_and_stays_as_it_is(said: str) -> None:
    """No folder, no control sign, not too long; to clean it again changes nothing."""
    name = file_name(said)
    assert file_name(name) == name
    assert 0 < len(name) <= LIMIT
    assert not set(name) & set('/\\\x00\n\r\t<>:"|?*\u202e\u200f')
    assert name.strip(". ") == name


@FAST
@given(_names, _homes, _urls)
def test_a_copy_is_known_by_its_name(said: str, home: str, url: str) -> None:
    """Home and mark are read back, whatever the file is called."""
    file = Attachment(file_name(said), home, url)
    assert attachment_of(file.element) == file
    copy = copied(file.copy_name)
    assert copy is not None
    assert copy.key == file.key == key_of(file.element) == key_of(copy.element)
    assert len(file.copy_name) <= LIMIT
    assert file_name(file.copy_name) == file.copy_name


def test_a_persons_name_is_no_copy() -> None:
    """Brackets alone make none."""
    for name in ("plan.pdf", "plan [final].pdf", "plan [roadmap 12].pdf", "[x 0123456789a]", ""):
        assert copied(name) is None, name


@FAST
@given(_homes, st.from_regex(r"[!-~]{0,20}", fullmatch=True), _urls)
def test_a_link_reads_back(home: str, name: str, url: str) -> None:
    """With its key, its replica and its address."""
    link = Sibling(home, name, url)
    assert sibling_of(link.element).home == home
    assert sibling_of(link.element).url == url


def test_folders_are_no_part_of_a_name() -> None:
    """Of any system."""
    assert file_name("../../etc/passwd") == "passwd"
    assert file_name("C:\\Windows\\evil.txt") == "evil.txt"
    assert file_name("..") == file_name("/") == file_name("\u202e") == "file"
