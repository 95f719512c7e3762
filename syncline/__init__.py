"""The inside of Syncline: knows no tool, no HTTP and no Prefect."""
