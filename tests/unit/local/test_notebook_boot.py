import time
from pathlib import Path

from local.containers.notebook.boot import succeeds
from tests.local.waiting import until


def script(folder: Path, text: str, hook: str = "OnStart") -> Path:
    """Write a lifecycle script."""
    file = folder / f"{hook}_2026-11-26-12-00abcd"
    file.write_text(text)
    file.chmod(0o755)
    return file


def test_a_script_says_all_that_it_says_in_its_hooks_stream(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    assert succeeds(script(tmp_path, "#!/bin/bash\necho one\necho two >&2\n", "OnCreate"), 10, lambda *words: told.append(words))
    until(lambda: len(told) == 2, 10)
    assert told == [("LifecycleConfigOnCreate", "one"), ("LifecycleConfigOnCreate", "two")]


def test_a_script_that_exits_with_anything_but_0_does_not_succeed_and_its_last_words_are_told(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []

    def slowly(*words: str) -> None:
        time.sleep(0.3)
        told.append((words[0], words[1]))

    assert not succeeds(script(tmp_path, "#!/bin/bash\necho 'no bucket'\nexit 3\n"), 10, slowly)
    assert told == [("LifecycleConfigOnStart", "no bucket")]


def test_a_script_that_lasts_too_long_does_not_succeed(tmp_path: Path) -> None:
    began = time.monotonic()
    assert not succeeds(script(tmp_path, "#!/bin/bash\nexec sleep 30\n"), 0.3, lambda *words: None)
    assert time.monotonic() - began < 10


def test_what_a_script_leaves_in_the_background_is_not_waited_for_and_may_still_speak(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    began = time.monotonic()
    assert succeeds(script(tmp_path, "#!/bin/bash\n(sleep 1.5; echo later) &\necho now\n"), 10, lambda *words: told.append(words))
    assert time.monotonic() - began < 1.4
    until(lambda: ("LifecycleConfigOnStart", "later") in told, 10)


def test_a_script_with_the_line_ends_of_windows_fails_with_the_shells_words(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    assert not succeeds(script(tmp_path, "#!/bin/bash\r\necho one\r\n"), 10, lambda *words: told.append(words))
    assert "/OnStart_2026-11-26-12-00abcd: " in told[0][1]


def test_a_script_sees_the_path_that_aws_gives_it_and_no_home(tmp_path: Path) -> None:
    told: list[tuple[str, str]] = []
    assert succeeds(script(tmp_path, '#!/bin/bash\necho "$PATH ${HOME:-none} $PWD"\n'), 10, lambda *words: told.append(words))
    until(lambda: bool(told), 10)
    assert told == [("LifecycleConfigOnStart", "/sbin:/bin:/usr/sbin:/usr/bin none /")]
