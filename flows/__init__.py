"""Every way to start a run; the only package that imports Prefect."""
