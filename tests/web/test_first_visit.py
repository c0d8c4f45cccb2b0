"""What a person meets first: the demo with its one click, and a first page that weighs little."""

import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.serving import PATIENCE, free_port
from tests.web.browser import LANGUAGES, THEMES, WIDTHS
from tests.web.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("who", ["lin.yue", "chen.wei", "marta.nowak", "tom.hale"])
def test_a_first_visit_to_today_takes_six_requests_and_at_most_90_kb_over_the_wire(sample_site: Site, who: str) -> None:
    with sample_site.visit("about:blank", who, language="zh-hans" if who == "lin.yue" else "en") as seen:
        wire = seen.page.context.new_cdp_session(seen.page)
        addresses: dict[str, str] = {}
        sizes: dict[str, int] = {}
        wire.on("Network.requestWillBeSent", lambda sent: addresses.update({sent["requestId"]: sent["request"]["url"]}))
        # Headers and bodies, as they came: compressed.
        wire.on("Network.loadingFinished", lambda done: sizes.update({done["requestId"]: done["encodedDataLength"]}))
        wire.send("Network.enable")
        seen.page.goto("/")
        seen.page.wait_for_load_state("networkidle")
        expect(seen.page.locator("h1")).to_be_visible()
        fetched = {address: sizes[key] for key, address in addresses.items() if not address.startswith("data:")}
        # One more font where a name has letters such as ń, once and for a year; nothing else beyond the six.
        fetched = {address: size for address, size in fetched.items() if "inter-latin-ext" not in address}
        assert len(fetched) <= 6, fetched
        assert sum(fetched.values()) <= 90_000, fetched


@pytest.fixture
def demo(sample_world: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[str]:
    """The address of `guanxi demo`, in a home in which it has built its world before."""
    home = tmp_path / "demo"
    shutil.copytree(sample_world[0], home)
    (home / "this-is-a-demo").write_text("2026-11-02\n")
    port = free_port()
    command = [sys.executable, "-m", "guanxi", "demo", "--data", str(home), "--port", str(port)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told, _, _ = select.select([process.stdout], [], [], PATIENCE)
        assert told
        assert process.stdout.readline().startswith(f"The demo is ready at http://127.0.0.1:{port};")
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def test_one_click_enters_the_demo(browser: Browser, demo: str) -> None:
    site = Site(browser, demo, {})
    for width in WIDTHS:
        for theme in THEMES:
            for language in LANGUAGES:
                with site.visit("/", width=width, theme=theme, language=language) as seen:
                    assert seen.faults() == {}
    with site.visit("/") as seen:
        seen.page.get_by_role("button", name="Chen Wei").click()
        seen.page.wait_for_url(f"{demo}/")
        expect(seen.page.get_by_role("button", name="Chen Wei")).to_be_visible()
        assert seen.violations() == []
