"""How the boards look: one sheet, light and dark, without anything from outside."""

STYLE = """
:root { color-scheme: light dark; --ink: #1d2330; --soft: #5d6678; --paper: #f4f5f8;
  --card: #fff; --line: #dfe3ea; --jira: #1f5fd6; --asana: #d8485a; --notion: #4a4a4a;
  --trello: #0c66e4; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebf2; --soft: #9aa4b6; --paper: #15181f;
  --card: #1f242e; --line: #323948; --jira: #7fa9f7; --asana: #f08b98; --notion: #c9c9c9;
  --trello: #85b8ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 14px/1.4 system-ui, sans-serif; }
header { display: flex; gap: 1.5rem; align-items: baseline; padding: .7rem 1rem;
  border-bottom: 1px solid var(--line); background: var(--card); }
header time { margin-left: auto; font-variant-numeric: tabular-nums; }
a { color: inherit; } .home { font-weight: 700; text-decoration: none; }
nav { padding: .5rem 1rem; color: var(--soft); }
.tools { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(26rem, 1fr); gap: 1rem;
  padding: 0 1rem 2rem; overflow-x: auto; align-items: start; }
.tool > h1 { margin: 0 0 .5rem; font-size: 1.05rem; border-bottom: 3px solid currentColor; }
.jira > h1 { color: var(--jira); } .asana > h1 { color: var(--asana); }
.notion > h1 { color: var(--notion); } .trello > h1 { color: var(--trello); }
.board { margin-bottom: 1.2rem; } h2 { font-size: .95rem; margin: .4rem 0; }
h3 { font-size: .8rem; margin: 0 0 .4rem; color: var(--soft); text-transform: uppercase;
  letter-spacing: .03em; }
small { font-weight: 400; color: var(--soft); }
.columns { display: flex; gap: .5rem; overflow-x: auto; padding-bottom: .4rem; }
.column { flex: 1 0 12.5rem; } .days { white-space: nowrap; }
.card { display: block; padding: .5rem .6rem; margin-bottom: .4rem; text-decoration: none;
  background: var(--card); border: 1px solid var(--line); border-radius: 6px; }
.card:hover, .card:focus { border-color: var(--soft); }
.card b { display: block; font-weight: 600; } .meta { display: block; color: var(--soft);
  font-size: .78rem; }
.labels i { display: inline-block; font-style: normal; font-size: .72rem; margin: .2rem .2rem 0 0;
  padding: 0 .4rem; border-radius: 99px; background: var(--line); }
.one { max-width: 44rem; margin: 1.5rem auto; padding: 0 1rem; }
form { display: grid; grid-template-columns: 1fr 1fr; gap: .7rem; padding: 1rem;
  background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
label { display: grid; gap: .2rem; font-size: .8rem; color: var(--soft); }
label:first-of-type { grid-column: 1 / -1; }
input, select, button { font: inherit; padding: .4rem .5rem; border-radius: 5px;
  border: 1px solid var(--line); background: var(--paper); color: var(--ink); }
button { grid-column: 1 / -1; background: var(--ink); color: var(--card); cursor: pointer; }
.notice { padding: .5rem .8rem; border-left: 4px solid var(--asana); background: var(--card); }
form + dl { margin-bottom: 0; } textarea { font: inherit; padding: .4rem .5rem; resize: vertical;
  border-radius: 5px; border: 1px solid var(--line); background: var(--paper); color: var(--ink); }
.one h2 { margin: 1.6rem 0 .5rem; } .said { list-style: none; margin: 0 0 .7rem; padding: 0; }
.said li { padding: .5rem 0; border-bottom: 1px solid var(--line); } .said p { margin: .2rem 0 0;
  white-space: pre-wrap; overflow-wrap: anywhere; } .said time { color: var(--soft); }
.said pre { margin: .3rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .78rem;
  color: var(--soft); }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .3rem .8rem; }
dt { color: var(--soft); } dd { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
"""
