"""What must hold of the places where messages go out."""

from collections.abc import Iterator

from syncline.config.view import Found, View
from syncline.ports import COMMENT

SECRET_ADDRESSES = frozenset({"teams", "apprise"})


def channels(view: View) -> Iterator[Found]:
    """A mail server and its sender are told; an address that is a secret stands outside."""
    for name, written in view.sheet.channels.items():
        route = ("channels", name)
        if name == "mail" and not (written.url or "").startswith(("smtp://", "smtps://")):
            yield Found(
                (*route, "url"), "the mail server is missing", "Write url: smtps://HOST:465"
            )
        if name == "mail" and written.sender is None:
            yield Found((*route, "from"), '"from" is missing', "Write from: ops@example.com.")
        if name != "mail" and written.sender is not None:
            yield Found((*route, "from"), f"{name} has no sender of its own", "Remove it.")
        if name not in {"mail", COMMENT} and (written.url or "").startswith("smtp"):
            yield Found((*route, "url"), f"{name} has no mail server", "Remove it.")
        if name == COMMENT and written.credentials:
            remedy = "Remove it: the credentials of the replicas are used."
            yield Found((*route, "credentials"), "a comment has none of its own", remedy)
        if name == COMMENT and written.url:
            yield Found((*route, "url"), "a comment is where its item is", "Remove it.")
        if name in SECRET_ADDRESSES and written.url:
            remedy = f"Write credentials: env:NAME; the address stands in NAME_URL ({name})."
            yield Found((*route, "url"), "this address is a secret", remedy)
