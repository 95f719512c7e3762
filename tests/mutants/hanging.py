"""Weaker rules about what hangs on records: links to siblings, and files."""

from tests.mutants.mutant import Mutant

FILES = "connectors/hung/files.py"
TRANSFER = "connectors/hung/transfer.py"
SUITE = "tests/conformance/test_hanging.py"
FETCHING = "tests/connectors/hung/test_transfer.py"

MUTANTS = (
    Mutant(
        "uploads-sent-twice",
        "What is attached is not looked at before an upload, so a lost answer doubles a file.",
        "F39 F72 I9",
        FILES,
        "        here = self.shown(held)\n",
        "        here = frozenset[str]()\n",
        f"{SUITE}::test_an_upload_whose_answer_is_lost_is_found_and_never_sent_twice",
    ),
    Mutant(
        "copies-taken-for-originals",
        "A copy of a file counts as one that was put there, so that files go round.",
        "F7 F39",
        FILES,
        "        if copy := self._copied(held):\n            return copy\n",
        "",
        f"{SUITE}::test_a_copy_is_never_an_original",
    ),
    Mutant(
        "files-of-people-removed",
        "A file that another account put there under the name of a copy goes with its original.",
        "F32 I8",
        FILES,
        "copy.key in left and one.mine:",
        "copy.key in left:",
        f"{SUITE}::test_what_a_person_put_in_the_place_of_a_copy_stays",
    ),
    Mutant(
        "copies-not-compared",
        "A copy that arrived as something else than what was sent is kept.",
        "F72",
        FILES,
        "whole = stored.digest == sent.digest",
        "whole = True",
        f"{SUITE}::test_a_copy_that_is_not_what_was_sent_is_taken_away",
    ),
    Mutant(
        "addresses-that-expire-kept",
        "The address to fetch a file from names it, although it is another one in an hour.",
        "F72",
        "connectors/notion/shelf.py",
        '    url = f"{lasting(record)}#file-{mark}" if mark else ""\n',
        '    url = str((row.get("file") or {}).get("url") or "")\n',
        f"{SUITE}::test_a_file_is_known_by_an_address_that_never_expires",
    ),
    Mutant(
        "links-without-a-key",
        "Links in Jira have no key of ours, so each write makes one more.",
        "Q11 F8",
        "connectors/jira/shelf.py",
        '        "globalId": key,\n',
        "",
        f"{SUITE}::test_a_renamed_link_is_renewed_in_its_place",
    ),
    Mutant(
        "doubled-links-stay",
        "A link that stands twice after a lost answer is left there.",
        "Q11 F8",
        "connectors/hung/signs.py",
        "wanted.get(link.key) == link and link.key not in seen",
        "wanted.get(link.key) == link",
        f"{SUITE}::test_a_link_that_stands_twice_is_made_one",
    ),
    Mutant(
        "the-token-is-shown-to-strangers",
        "Whoever a tool leads to is shown the token.",
        "F95",
        TRANSFER,
        "self._headers if known and self._at_home(place) else {}",
        "self._headers",
        f"{FETCHING}::test_no_other_host_is_shown_the_token",
    ),
    Mutant(
        "files-from-anywhere",
        "A file is fetched from whatever address an answer holds.",
        "F95",
        TRANSFER,
        "place.username is not None or not (known or local)",
        "place.username is not None",
        f"{FETCHING}::test_a_redirect_to_a_stranger_is_not_followed",
    ),
    Mutant(
        "names-lead-away",
        "The folders in the name of a file are kept.",
        "F100",
        "syncline/domain/attachments.py",
        'last = re.split(r"[/\\\\]", clean_line(said))[-1]',
        "last = clean_line(said)",
        "tests/domain/test_attachments.py::test_folders_are_no_part_of_a_name",
    ),
)
