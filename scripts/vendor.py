"""Fetches what the pages use of others, at fixed versions, and writes down what it is; run by a person.

``python scripts/vendor.py`` needs npm and node. It asks for each package below, takes the named files out of it, draws
the icons together into one sprite, cuts the font down to what the pages use, and writes ``manifest.json``: name,
version, licence and SHA-256 of each file. A test re-hashes them. To add an icon, add its name to ``ICONS`` and run the
script; to move to a new version, change it here.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WEB = "src/guanxi/web/static"
MANIFEST = ROOT / WEB / "vendor" / "manifest.json"
LICENCES = ROOT / WEB / "vendor" / "LICENSES.txt"
SPRITE = f"{WEB}/icons.svg"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    licence: str
    files: tuple[tuple[str, str], ...]
    """Pairs: where the file lies in the package, where it goes in the project."""


PACKAGES = (
    Package("htmx.org", "2.0.11", "0BSD", (("dist/htmx.min.js", f"{WEB}/vendor/htmx.min.js"),)),
    Package("axe-core", "4.14.1", "MPL-2.0", (("axe.min.js", "tests/web/vendor/axe.min.js"),)),
)
LUCIDE = Package("lucide-static", "1.62.0", "ISC", ())
INTER = Package("@fontsource-variable/inter", "5.3.0", "OFL-1.1", ())
# Only used here; nothing of it is kept.
CUTTER = "subset-font@2.9.0"


@dataclass(frozen=True)
class Cut:
    """A font without the weights, features and characters that no page shows: half the size of all of them."""

    source: str
    path: str
    characters: str
    """As in ``unicode-range`` of the style."""


WEIGHTS = (400, 600)
FEATURES = ("kern", "calt", "ccmp", "locl", "mark", "mkmk", "liga", "rlig", "tnum", "cv11", "ss03")
CUTS = (
    Cut(
        "files/inter-latin-wght-normal.woff2",
        "src/guanxi/assets/inter-latin.woff2",
        "U+0020-007E, U+00A0-00FF, U+0131, U+0152-0153, U+02C6, U+02DA, U+02DC, U+2000-203A, U+2044, U+20AC, U+2122, "
        "U+2190-2193, U+2212",
    ),
    Cut(
        "files/inter-latin-ext-wght-normal.woff2",
        "src/guanxi/assets/inter-latin-ext.woff2",
        "U+0100-0130, U+0132-0151, U+0154-024F, U+1E00-1EFF, U+20A0-20AB, U+20AD-20C0",
    ),
)

# The symbols of the whole product, by Lucide's names.
ICONS = (
    "archive", "arrow-down", "arrow-left", "arrow-right", "arrow-up", "arrow-up-right", "banknote", "bell",
    "building-2", "calendar", "check", "chevron-down", "chevron-left", "chevron-right", "chevrons-up-down",
    "circle-alert", "circle-check", "clock", "columns-3", "copy", "download", "ellipsis", "external-link", "eye",
    "file-text", "flag", "funnel", "git-branch", "git-merge", "globe", "graduation-cap", "handshake", "headphones",
    "history", "inbox", "info", "key-round", "link", "list-checks", "lock", "log-out", "mail", "map-pin",
    "megaphone", "message-square", "moon", "network", "package", "paperclip", "pause", "pencil", "phone", "plus",
    "refresh-cw", "search", "send", "settings", "share-2", "shield-alert", "sliders-horizontal", "star", "sun",
    "swords", "table-2", "tag", "target", "trash-2", "trending-down", "trending-up", "triangle-alert", "undo-2",
    "unplug", "upload", "user", "user-plus", "users", "video", "wifi-off", "workflow", "wrench", "x",
)  # fmt: skip


def fetch(package: Package, into: Path) -> Path:
    """The unpacked package."""
    name = f"{package.name}@{package.version}"
    packed = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(into), name], capture_output=True, text=True, check=True
    )
    with tarfile.open(into / packed.stdout.strip().splitlines()[-1]) as archive:
        archive.extractall(into / package.name, filter="data")
    return into / package.name / "package"


def cut(source: Path, into: Path, characters: str, work: Path) -> None:
    """Writes the font with these characters only."""
    subprocess.run(["npm", "install", "--silent", "--prefix", str(work), CUTTER], check=True)
    points = [span.strip().removeprefix("U+").split("-") for span in characters.split(",")]
    spans = [[int(span[0], 16), int(span[-1], 16)] for span in points]
    program = f"""
        const fs = require('fs');
        const text = {json.dumps(spans)}.map(([first, last]) =>
          Array.from({{length: last - first + 1}}, (_, i) => String.fromCodePoint(first + i)).join('')).join('');
        require('subset-font')(fs.readFileSync({json.dumps(str(source))}), text, {{
          targetFormat: 'woff2', noHinting: true, keepFeatures: {json.dumps(FEATURES)},
          variationAxes: {{wght: {{min: {WEIGHTS[0]}, max: {WEIGHTS[1]}}}}},
        }}).then((font) => fs.writeFileSync({json.dumps(str(into))}, font));
    """
    subprocess.run(["node", "-e", program], cwd=work, check=True)


def sprite(folder: Path, names: tuple[str, ...]) -> str:
    """One SVG with a symbol for each icon; colour and stroke come from the page's style."""
    symbols = []
    for name in sorted(names):
        text = (folder / f"{name}.svg").read_text(encoding="utf-8")
        inside = re.search(r"<svg[^>]*>(.*)</svg>", text, flags=re.DOTALL)
        if not inside:
            raise ValueError(f"{name}.svg is no drawing.")
        shapes = re.sub(r"\s*/>\s*", "/>", re.sub(r"\s+", " ", inside[1]).strip())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def entry(package: Package, path: str) -> dict[str, str]:
    digest = hashlib.sha256((ROOT / path).read_bytes()).hexdigest()
    return {
        "path": path,
        "name": package.name,
        "version": package.version,
        "licence": package.licence,
        "sha256": digest,
    }


def main() -> int:
    entries, licences = [], []
    with tempfile.TemporaryDirectory() as folder:
        for package in (*PACKAGES, INTER, LUCIDE):
            print(f"{package.name} {package.version}")
            unpacked = fetch(package, Path(folder))
            for inside, path in package.files:
                (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
                (ROOT / path).write_bytes((unpacked / inside).read_bytes())
                entries.append(entry(package, path))
            for font in CUTS if package is INTER else ():
                cut(unpacked / font.source, ROOT / font.path, font.characters, Path(folder))
                entries.append(entry(package, font.path))
            if package is LUCIDE:
                (ROOT / SPRITE).write_text(sprite(unpacked / "icons", ICONS), encoding="utf-8")
                entries.append(entry(package, SPRITE))
            text = (unpacked / "LICENSE").read_text(encoding="utf-8").strip()
            licences.append(f"{package.name} {package.version} ({package.licence})\n\n{text}\n")
    MANIFEST.write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
    LICENCES.write_text(("\n" + "-" * 80 + "\n\n").join(licences), encoding="utf-8")
    print(f"{len(entries)} files, {len(ICONS)} icons")
    return 0


if __name__ == "__main__":
    sys.exit(main())
