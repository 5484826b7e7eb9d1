"""Pages as pictures, taken by Chromium without a window."""

import shutil
from pathlib import Path
from types import TracebackType
from typing import Self

from playwright.sync_api import sync_playwright


class NoBrowser(Exception):
    """There is no Chromium here."""


class Pictures:
    """A browser that takes pictures into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        if not program:
            raise NoBrowser("there is no chromium in the path (Debian and Ubuntu: apt-get install chromium)")
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        self._browser.close()
        self._playwright.stop()

    def take(self, name: str, page: str, width: int) -> None:
        """Take a picture of a page, as high as the page is."""
        tab = self._browser.new_page(viewport={"width": width, "height": 100}, device_scale_factor=1.25)
        tab.set_content(page)
        tab.screenshot(path=self._folder / f"{name}.png", full_page=True)
        tab.close()
