"""Joins the style sheets and the script modules of the pages into the two files that a browser fetches.

``python scripts/join_face.py`` writes ``app.css`` and ``app.js``; both are committed, and a test compares them with
their parts. Comments and indentation are left out, nothing else: what the browser shows can be found in its part.
"""

import re
import sys
from pathlib import Path

GUANXI = Path(__file__).resolve().parents[1] / "src" / "guanxi"
WEB = GUANXI / "web"
STYLES = (
    "layers", "reset", "tokens", "base", "shell", "controls", "marks", "cards", "lists", "forms", "overlays", "media",
)  # fmt: skip
MODULES = ("dom", "live", "dialogs", "options", "keys", "edit", "rows", "sending", "server")


def bare_style(text: str) -> str:
    """The style sheet without comments, indentation and the spaces that CSS does not need."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"\s*([{};,])\s*", r"\1", text).replace(";}", "}")
    # Only after the name of a property: a space before a colon, or after one within a selector, means something.
    text = re.sub(r"([{;])([\w-]+): ", r"\1\2:", text)
    return text.strip().replace("}", "}\n").replace("}\n}", "}}")


def bare_module(text: str) -> str:
    """The module without whole-line comments and indentation."""
    lines = (line.strip() for line in text.splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))


def style() -> str:
    """All style sheets in the order of their layers; the charts bring their own, pages follow by name."""
    charts = (GUANXI / "charts" / "charts.css").read_text(encoding="utf-8")
    pages = sorted((WEB / "styles" / "pages").glob("*.css"))
    parts = [(WEB / "styles" / f"{name}.css").read_text(encoding="utf-8") for name in STYLES]
    parts += [f"@layer parts {{\n{charts}\n}}"]
    parts += [f"@layer pages {{\n{path.read_text(encoding='utf-8')}\n}}" for path in pages]
    return "".join(bare_style(part) for part in parts)


def script() -> str:
    return "".join(bare_module((WEB / "modules" / f"{name}.js").read_text(encoding="utf-8")) for name in MODULES)


def main() -> int:
    for name, text in (("app.css", style()), ("app.js", script())):
        (WEB / "static" / name).write_text(text, encoding="utf-8")
        print(f"{name}: {len(text)} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
