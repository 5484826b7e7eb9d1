"""A Dockerfile without Docker: COPY, ADD of local files, ENV, ARG, WORKDIR, ENTRYPOINT and CMD are done; RUN is reported.

An image of the local ECR can be built upon; another one is reported. Nothing is downloaded or installed: a program runs with the Python and the packages
of the local AWS. Not known: several stages, COPY --from, ADD of an address or an archive.
"""

import fnmatch
import glob
import json
import shlex
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from dockerfile_parse import DockerfileParser

from local.containers.images import DOCKER, Image, save

QUIET = {"LABEL", "EXPOSE", "USER", "VOLUME", "MAINTAINER", "SHELL", "HEALTHCHECK", "STOPSIGNAL", "ONBUILD"}


class DockerfileError(Exception):
    """A Dockerfile that cannot be built here; the message says which line and why."""


def build(
    dockerfile: Path, context: Path, place: Path, say: Callable[[str], None], pull: Callable[[str], Image | None], manifest: str = DOCKER
) -> None:
    """Build the image that a Dockerfile describes into a folder; pull returns a base image, None for one that is not fetched."""
    shutil.rmtree(place, ignore_errors=True)
    (place / "root").mkdir(parents=True)
    env: dict[str, str] = {}
    state: dict[str, str | list[str]] = {"workdir": "/", "entrypoint": [], "command": []}
    ignored = patterns(context / ".dockerignore")
    with tempfile.TemporaryDirectory() as scratch:
        parser = DockerfileParser(scratch, env_replace=True)
        parser.content = dockerfile.read_text()
        structure = [step for step in parser.structure if step["instruction"] != "COMMENT"]
    if sum(step["instruction"] == "FROM" for step in structure) != 1:
        raise DockerfileError(f"{dockerfile.name}: expected one FROM, the local AWS builds a single stage")
    for number, step in enumerate(structure, 1):
        name, value = step["instruction"], expand(step["value"], env)
        say(f"Step {number}/{len(structure)} : {name} {step['value']}")
        match name:
            case "FROM":
                base = pull(value.split()[0])
                if base:
                    shutil.copytree(base.root, place / "root", symlinks=True, dirs_exist_ok=True)
                    env, state = {**base.env}, {"workdir": base.workdir, "entrypoint": base.entrypoint, "command": base.command}
                else:
                    say(" ---> the base image is not fetched here")
            case "RUN":
                say(" ---> skipped: nothing is installed here")
            case "ENV" | "ARG":
                env |= {key: item for key, item in pairs(step["value"], env).items() if name == "ENV" or key not in env}
            case "WORKDIR":
                state["workdir"] = str(PurePosixPath(str(state["workdir"])) / value)
            case "COPY" | "ADD":
                copy(
                    words(value) if value.startswith("[") else shlex.split(value),
                    str(state["workdir"]),
                    context,
                    place / "root",
                    ignored,
                    name,
                )
            case "ENTRYPOINT":
                state["entrypoint"], state["command"] = words(value), []
            case "CMD":
                state["command"] = words(value)
            case _ if name not in QUIET:
                raise DockerfileError(f"unknown instruction: {name}")
    image = Image(place / "root", env, str(state["workdir"]), list(state["entrypoint"]), list(state["command"]), manifest)
    save(image, place)


def pairs(value: str, env: dict[str, str]) -> dict[str, str]:
    """Return the variables of an ENV or ARG line, in either of its forms."""
    tokens = shlex.split(value)
    if tokens and "=" not in tokens[0]:
        return {tokens[0]: expand(value.partition(" ")[2].strip(), env)} if len(tokens) > 1 else {}
    return {key: expand(item, env) for key, _, item in (token.partition("=") for token in tokens)}


def expand(text: str, env: dict[str, str]) -> str:
    """Return a text with the variables of the image filled in; others stay, for they are the base image's."""
    for key in sorted(env, key=len, reverse=True):
        text = text.replace("${" + key + "}", env[key]).replace("$" + key, env[key])
    return text


def words(value: str) -> list[str]:
    """Return the words of an ENTRYPOINT or CMD, in exec or shell form."""
    if value.lstrip().startswith("["):
        try:
            return [str(word) for word in json.loads(value)]
        except ValueError:
            raise DockerfileError(f"expected a JSON list of words, got {value}") from None
    return ["/bin/sh", "-c", value]


def copy(tokens: list[str], workdir: str, context: Path, root: Path, ignored: list[str], name: str) -> None:
    """Copy files of the context into the image."""
    flags = [token for token in tokens if token.startswith("--")]
    if any(flag.startswith("--from") for flag in flags):
        raise DockerfileError(f"{name} {flags[0]}: other stages and images are not available in the local AWS")
    *sources, destination = [token for token in tokens if not token.startswith("--")] or [""]
    if not sources:
        raise DockerfileError(f"{name} requires at least two arguments, a source and a destination")
    target = root / str(PurePosixPath(workdir) / destination).lstrip("/")
    into_folder = destination.endswith(("/", ".")) or len(sources) > 1
    for source in sources:
        if source.startswith(("http://", "https://")):
            raise DockerfileError(f"{name} {source}: addresses are not fetched in the local AWS")
        found = [Path(path) for path in sorted(glob.glob(str(context / source.lstrip("/"))))]
        found = [path for path in found if not is_ignored(path, context, ignored)]
        if not found:
            raise DockerfileError(
                f"{name} failed: file not found in build context or excluded by .dockerignore: stat {source}: file does not exist"
            )
        for path in found:
            copy_one(path, target, into_folder or len(found) > 1, context, ignored)


def copy_one(path: Path, target: Path, into_folder: bool, context: Path, ignored: list[str]) -> None:
    """Copy one file to, or the content of one folder into, its place."""
    if path.is_dir():

        def skip(folder: str, names: list[str]) -> list[str]:
            return [name for name in names if is_ignored(Path(folder) / name, context, ignored)]

        shutil.copytree(path, target, symlinks=True, dirs_exist_ok=True, ignore=skip)
        return
    place = target / path.name if into_folder or target.is_dir() else target
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(path, place)


def patterns(file: Path) -> list[str]:
    """Return the patterns of a .dockerignore, and what no image ever holds."""
    lines = file.read_text().splitlines() if file.is_file() else []
    return [".git", *(line.strip().strip("/") for line in lines if line.strip() and not line.startswith(("#", "!")))]


def is_ignored(path: Path, context: Path, ignored: list[str]) -> bool:
    relative = path.relative_to(context).as_posix()
    return any(fnmatch.fnmatch(relative, pattern) or relative.startswith(f"{pattern}/") for pattern in ignored)
