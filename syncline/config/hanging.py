"""What must hold for comments, attachments and links to siblings."""

from collections.abc import Iterator, Mapping

from syncline.config.sheet import FieldSheet
from syncline.domain.fields import FieldType
from syncline.domain.item import FieldName

ONLY: Mapping[FieldType, tuple[FieldName, str]] = {
    FieldType.THREAD: ("comments", "a comment belongs to the tool in which it was written"),
    FieldType.FILES: ("attachments", "an attachment belongs to the tool in which it was added"),
    FieldType.SIBLINGS: ("siblings", "a link to a sibling leads to where its record is"),
}
"""The one field of a type whose elements are decided by the tool that they were added in."""


def homed(name: FieldName, kind: FieldType, field: FieldSheet) -> Iterator[tuple[str, str, str]]:
    """Yield what a field cannot be whose elements have a home."""
    only, law = ONLY[kind]
    if name != only:
        message = f"only {only} are {'a thread' if kind is FieldType.THREAD else kind}"
        yield "type", message, "Write text, set, option, ..., or remove it."
    for key in ("authority", "on_conflict", "set_once", "computed"):
        if getattr(field, key):
            yield key, f"{law}; nobody else decides", "Remove it."


def carrying(name: FieldName, field: FieldSheet) -> Iterator[tuple[str, str, str]]:
    """Yield what is said of files where there are none."""
    if field.carried and name != "attachments":
        yield "as", f"{name} are no files", "Remove it; it belongs to attachments."
    if field.limit is not None and field.carried != "copy":
        yield "limit", "only copies have a limit", "Write as: copy, or remove it."
