"""A Notion of its own: data sources, pages, blocks, comments and users over real HTTP."""
