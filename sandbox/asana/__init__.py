"""An Asana of its own: projects, sections, tasks, history, events and batch over real HTTP."""
