"""One certificate instead of all: what speaks to loopback alone needs not read them.

Each client of httpx would, 30 ms at a time, and a test session makes some thousands of them.
"""

from pathlib import Path

import certifi

VARIABLE = "SSL_CERT_FILE"  # what httpx reads


def one_authority(folder: Path) -> str:
    """Return a file with the first certificate of all."""
    first = Path(certifi.where()).read_text("utf-8").partition("-----END CERTIFICATE-----")
    file = folder / "authority.pem"
    file.write_text("".join(first[:2]) + "\n", "utf-8")
    return str(file)
