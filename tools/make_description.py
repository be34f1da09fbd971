"""Write python/README.md, which package indexes show: the README with links that hold anywhere.

In a checkout the README's links are relative, so that they work on every host and on none. On an index they
would lead nowhere, and maturin takes the file as it is. After a change of the README, or of the project's
address in pyproject.toml: ``python tools/make_description.py``.
"""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def description() -> str:
    """Return the README with the addresses of the files that it links to, and of the images raw."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    repository = project["urls"]["Repository"]

    def absolute(link: re.Match[str]) -> str:
        image, words, target = link.groups()
        if "://" in target or target.startswith("#"):
            return link[0]
        return f"{image}[{words}]({repository}/{'raw' if image else 'blob'}/main/{target})"

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.sub(r"(!?)\[([^\]]*)\]\(([^)]+)\)", absolute, text)


if __name__ == "__main__":
    (ROOT / "python" / "README.md").write_text(description(), encoding="utf-8")
