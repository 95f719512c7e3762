"""Where a file lies: SQLite's locks and shared memory do not hold on a network share."""

from pathlib import Path

NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "afs"})
MOUNTS = Path("/proc/self/mounts")  # Linux; elsewhere nothing is known and nothing refused


def network_share(path: Path, mounts: str) -> str | None:
    """Return the kind of network file system that holds a path, None for a local disk."""
    nearest, kind = "", ""
    for line in mounts.splitlines():
        _, point, system, *_ = line.replace("\\040", "\0").split()
        folder = point.replace("\0", " ")
        # Of two mounts on one folder the later one counts.
        if path.is_relative_to(folder) and len(folder) >= len(nearest):
            nearest, kind = folder, system
    return kind if kind in NETWORK else None


def known_mounts() -> str:
    """Return the mounts of this machine, empty where they cannot be read."""
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
