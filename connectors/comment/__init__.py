"""The channel whose messages are comments on the records themselves."""

from connectors.comment.channel import CommentChannel, Writer

__all__ = ["CommentChannel", "Writer"]
