"""The languages of code that Notion knows; pure."""

PLAIN = "plain text"
LANGUAGES = frozenset({
    "abap", "abc", "agda", "arduino", "ascii art", "assembly", "bash", "basic", "bnf", "c", "c#",
    "c++", "clojure", "coffeescript", "coq", "css", "dart", "dhall", "diff", "docker", "ebnf",
    "elixir", "elm", "erlang", "f#", "flow", "fortran", "gherkin", "glsl", "go", "graphql",
    "groovy", "haskell", "hcl", "html", "idris", "java", "javascript", "json", "julia", "kotlin",
    "latex", "less", "lisp", "livescript", "llvm ir", "lua", "makefile", "markdown", "markup",
    "matlab", "mathematica", "mermaid", "nix", "notion formula", "objective-c", "ocaml", "pascal",
    "perl", "php", "powershell", "prolog", "protobuf", "purescript", "python", "r", "racket",
    "reason", "ruby", "rust", "sass", "scala", "scheme", "scss", "shell", "smalltalk", "solidity",
    "sql", "swift", "toml", "typescript", "vb.net", "verilog", "vhdl", "visual basic",
    "webassembly", "xml", "yaml", "java/c/c++/c#",
})  # fmt: skip
_ALIASES = {
    "cpp": "c++", "csharp": "c#", "js": "javascript", "py": "python", "rb": "ruby",
    "sh": "shell", "ts": "typescript", "yml": "yaml",
}  # fmt: skip


def language(name: str) -> str:
    """Return the name that Notion has for a language, empty for one that it does not know."""
    known = _ALIASES.get(name, name)
    return known if known in LANGUAGES else ""
