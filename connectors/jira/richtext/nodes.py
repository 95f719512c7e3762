"""Nodes as JSON has them: what they are, what they have, and how one is kept."""

import json
from collections.abc import Mapping
from typing import Any

from connectors.jira.richtext.grammar import Node
from syncline.domain.text import Native


class Malformed(Exception):  # becomes a Cannot at once
    """Something in a body is no node at all."""


def node_type(node: Any) -> str:
    """Return the type of a node. Raises Malformed."""
    if not isinstance(node, Mapping) or not isinstance(node.get("type"), str):
        raise Malformed(f"{node!r:.40} is no node")
    return str(node["type"])


def attributes(node: Node) -> Mapping[str, Any]:
    """Return the attributes of a node or a mark."""
    attrs = node.get("attrs")
    return attrs if isinstance(attrs, Mapping) else {}


def children(node: Node) -> list[dict[str, Any]]:
    """Return the nodes in a node, whatever else may be there."""
    content = node.get("content")
    return [one for one in content if isinstance(one, dict)] if isinstance(content, list) else []


def native_of(node: Node, home: str) -> Native:
    """Keep a node as it is but for the local ids, which Jira gives and may give anew."""
    source = json.dumps(_bare(node), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Native(home, source)


def _bare(node: Any) -> Any:
    if isinstance(node, list):
        return [_bare(one) for one in node]
    if not isinstance(node, Mapping):
        return node
    bare = {key: _bare(value) if key == "content" else value for key, value in node.items()}
    if isinstance(node.get("attrs"), Mapping):
        bare["attrs"] = {key: one for key, one in node["attrs"].items() if key != "localId"}
    return bare
