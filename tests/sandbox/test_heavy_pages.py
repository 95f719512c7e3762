"""A tool that cannot answer for many records at once."""

import httpx
import pytest

from sandbox import Sandbox


@pytest.mark.parametrize("switch", ["heavy_page", "asana_heavy_page"])
def test_a_listing_of_too_many_records_times_out(sandbox: Sandbox, switch: str) -> None:
    """504 above the number, an answer up to it; calls that list nothing are not concerned."""
    sandbox.world.pressure.switches[switch] = 20
    project = next(iter(sandbox.world.asana.projects))
    headers = {"Authorization": "Bearer asana-sandbox-token"}
    with httpx.Client(base_url=f"{sandbox.url}/asana/api/1.0", headers=headers) as http:
        query = {"project": project, "limit": 21}
        assert http.get("/tasks", params=query).status_code == 504
        assert http.get("/tasks", params=query | {"limit": 20}).status_code == 200
        assert http.get("/users/me").status_code == 200
