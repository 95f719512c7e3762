"""Who is at work here, for the history."""

import getpass


def me() -> str:
    """Return the name of the person who runs this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "somebody"
