from collections.abc import Collection
from pathlib import Path

import pytest

from local.containers.context import DockerfileError
from local.containers.dockerfile import build
from local.containers.images import Image, load


def made(folder: Path, *lines: str, said: list[str] | None = None) -> Image:
    """Build the image of a Dockerfile in a folder."""
    (folder / "Dockerfile").write_text("\n".join(lines) + "\n")
    place = folder.parent / "image"
    build(folder / "Dockerfile", folder, place, (said if said is not None else []).append, lambda uri: None)
    return load(place)


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "context"
    (folder / "program/lib").mkdir(parents=True)
    (folder / "program/train").write_text("#!/bin/sh\n")
    (folder / "program/train").chmod(0o755)
    (folder / "program/lib/a.py").write_text("a")
    (folder / "one.txt").write_text("1")
    (folder / "two.txt").write_text("2")
    return folder


def files(image: Image) -> list[str]:
    return sorted(f"/{path.relative_to(image.root)}" for path in image.root.rglob("*") if path.is_file())


def test_a_folders_content_is_copied_with_its_modes(context: Path) -> None:
    image = made(context, "FROM scratch", "COPY program /opt/program")
    assert files(image) == ["/opt/program/lib/a.py", "/opt/program/train"]
    assert (image.root / "opt/program/train").stat().st_mode & 0o111


def test_files_and_globs_are_copied_into_a_folder_and_a_file_to_a_name(context: Path) -> None:
    image = made(context, "FROM scratch", "WORKDIR /srv", "COPY *.txt data/", "ADD one.txt /etc/renamed.txt", 'COPY ["two.txt", "/x/"]')
    assert files(image) == ["/etc/renamed.txt", "/srv/data/one.txt", "/srv/data/two.txt", "/x/two.txt"]


def test_variables_of_both_forms_are_kept_and_expanded(context: Path) -> None:
    lines = ("FROM scratch", "ARG DIR=/opt/a", "ENV A=1 B='two words'", "ENV C the rest of it", "ENV D=${A}x", "WORKDIR ${DIR}/b")
    image = made(context, *lines)
    assert {name: image.env[name] for name in "ABCD"} == {"A": "1", "B": "two words", "C": "the rest of it", "D": "1x"}
    assert image.workdir == "/opt/a/b"


def test_the_path_of_the_base_image_stays_to_be_filled_in(context: Path) -> None:
    assert made(context, "FROM scratch", 'ENV PATH="/opt/program:${PATH}"').env["PATH"] == "/opt/program:${PATH}"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('ENTRYPOINT ["python", "/opt/p.py"]', ["python", "/opt/p.py"]),
        ("ENTRYPOINT python /opt/p.py", ["/bin/sh", "-c", "python /opt/p.py"]),
    ],
)
def test_an_entry_point_has_two_forms(context: Path, line: str, words: list[str]) -> None:
    assert made(context, "FROM scratch", line).entrypoint == words


def test_what_a_dockerignore_names_is_not_copied(context: Path) -> None:
    (context / ".dockerignore").write_text("# no\nprogram/lib\n*.txt\n")
    assert files(made(context, "FROM scratch", "COPY . /app")) == ["/app/.dockerignore", "/app/Dockerfile", "/app/program/train"]


def test_run_lines_are_reported_as_skipped(context: Path) -> None:
    said: list[str] = []
    made(context, "FROM python:3.13", "RUN pip install x", said=said)
    assert said[-2:] == ["Step 2/2 : RUN pip install x", " ---> skipped: nothing is installed here"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["FROM a", "FROM b"], "Dockerfile: expected one FROM, the local AWS builds a single stage"),
        (["FROM a", "COPY missing /x"], "COPY failed: file not found in build context or excluded by .dockerignore: stat missing"),
        (["FROM a", "COPY --from=b /x /y"], "COPY --from=b: other stages and images are not available in the local AWS"),
        (["FROM a", "ADD https://example.com/x /y"], "ADD https://example.com/x: addresses are not fetched in the local AWS"),
        (["FROM a", "COPPY a b"], "unknown instruction: COPPY"),
        (["FROM a", "COPY one.txt"], "COPY requires at least two arguments"),
        (["FROM a", "CMD [not json]"], "expected a JSON list of words, got [not json]"),
    ],
)
def test_what_cannot_be_built_is_named(context: Path, lines: list[str], words: str) -> None:
    with pytest.raises(DockerfileError) as failed:
        made(context, *lines)
    assert words in str(failed.value)


def keys(context: Path, *lines: str, known: Collection[str] = (), said: list[str] | None = None, **arguments: str) -> list[str]:
    """Build a Dockerfile, and return the keys of its layers."""
    (context / "Dockerfile").write_text("\n".join(lines) + "\n")
    say = (said if said is not None else []).append
    return build(context / "Dockerfile", context, context.parent / "image", say, lambda uri: None, arguments=arguments, known=known)


def test_an_argument_is_seen_by_the_lines_below_it_and_not_by_the_container(context: Path) -> None:
    lines = ("FROM scratch", "ARG WHERE=/opt/a", "ARG WHO", "ENV PLACE=${WHERE}/$WHO", "COPY one.txt ${WHERE}/")
    keys(context, *lines, WHERE="/opt/b", WHO="me 'and' you")
    image = load(context.parent / "image")
    assert (image.env, files(image)) == ({"PLACE": "/opt/b/me 'and' you"}, ["/opt/b/one.txt"])


def test_an_argument_that_no_line_asks_for_is_told(context: Path) -> None:
    said: list[str] = []
    keys(context, "FROM scratch", "ARG A=1", said=said, A="2", B="3")
    assert said[-1] == "[Warning] One or more build-args ['B'] were not consumed"


def test_layers_are_known_up_to_the_first_that_has_changed(context: Path) -> None:
    lines = ("FROM scratch", "ARG CPU=1", "RUN pip install x", "COPY program /opt/program", "RUN true")
    known = keys(context, *lines)
    assert keys(context, *lines) == known
    (context / "program/train").write_text("#!/bin/sh\nchanged\n")
    said: list[str] = []
    changed = keys(context, *lines, known=known, said=said)
    assert [one == other for one, other in zip(known, changed, strict=True)] == [True, True, True, False, False]
    assert said.count(" ---> CACHED") == 3
    assert keys(context, *lines, CPU="2")[1:] != changed[1:]


def test_a_dockerfile_may_have_a_dockerignore_of_its_own(context: Path) -> None:
    (context / ".dockerignore").write_text("one.txt\n")
    (context / "Dockerfile.dockerignore").write_text("two.txt\n")
    assert files(made(context, "FROM scratch", "COPY *.txt /x/")) == ["/x/one.txt"]
