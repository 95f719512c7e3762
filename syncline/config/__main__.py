"""Print the JSON schema: `python -m syncline.config > config/schema.json`."""

import json

from syncline.config.schema import json_schema

if __name__ == "__main__":
    print(json.dumps(json_schema(), indent=2, ensure_ascii=False))  # noqa: T201  # its purpose
