"""A Trello of its own: boards, cards, actions, custom fields, webhooks and batch over real HTTP."""
