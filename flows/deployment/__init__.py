"""What `syncline deploy` and `syncline serve` put into a Prefect server."""
