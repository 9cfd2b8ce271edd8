"""Take the pictures of the READMEs and docs: the county example in a real browser, desktop and phone.

    make screenshots

Makes a throw-away data home with `kexie demo`, serves it on a free loopback port, drives Debian's Chromium, and stops
what it started.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
KEXIE = Path(sys.executable).with_name("kexie")
QUIET = ("quic", "background-networking", "component-update", "sync", "gpu")
FLAGS = ["--headless", "--no-sandbox", "--no-first-run", *(f"--disable-{part}" for part in QUIET)]
DESKTOP = {"width": 1366, "height": 820}
PHONE = {"width": 360, "height": 740}


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium") or sys.exit("Chromium is missing: scripts/system-packages.sh browser")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = {**os.environ, "KEXIE_HOME": folder}
        told = subprocess.run([KEXIE, "demo"], env=home, check=True, capture_output=True, text=True).stdout
        username, password = (re.search(rf"{word} (\S+)", told)[1] for word in ("用户名", "密码"))
        port = free_port()
        server = subprocess.Popen([KEXIE, "serve", "--port", str(port)], env=home, stdout=subprocess.DEVNULL)
        try:
            wait_for(f"http://127.0.0.1:{port}/login/")
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                for size, viewport in (("", DESKTOP), ("-phone", PHONE)):
                    page = browser.new_context(
                        viewport=viewport, base_url=f"http://127.0.0.1:{port}", locale="zh-CN"
                    ).new_page()
                    sign_in(page, username, password)
                    take(page, size)
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=20)


def take(page: Page, size: str) -> None:
    """Take the pictures of one screen size."""
    page.goto("/reports/annual/")
    if page.get_by_role("link", name="2013").count() == 0:
        page.goto("/reports/annual/compose/")
        page.fill("main input[name=year]", "2013")
        page.locator("main form button").first.click()
        page.wait_for_url("**/reports/annual/*/")
    for name, address in {
        "home": "/",
        "import": "/imports/batches/1/",
        "metric": "/metrics/figure/活动周.人次/?year=2013",
        "activities": "/activities/",
        "organisations": "/organisations/",
        "record": "/activities/record/",
        "summary": "/reports/annual/1/",
    }.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=IMAGES / f"{name}{size}.png")


def sign_in(page: Page, username: str, password: str) -> None:
    """Come in as the example's administrator."""
    page.goto("/login/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password)
    page.locator("main button").click()
    page.wait_for_load_state()


def free_port() -> int:
    """Return a loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, seconds: int = 60) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.5)
    sys.exit(f"nothing answers at {address}")


if __name__ == "__main__":
    main()
