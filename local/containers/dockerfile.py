"""A Dockerfile without Docker: COPY, ADD of local files, ENV, ARG, WORKDIR, ENTRYPOINT and CMD are done; RUN is reported.

An image of the local ECR can be built upon; another one is reported. Nothing is downloaded or installed: a program runs with the Python and the packages
of the local AWS. Not known: several stages, COPY --from, ADD of an address or an archive.
"""

import json
import shlex
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping
from pathlib import Path, PurePosixPath

from dockerfile_parse import DockerfileParser

from local.containers import layers
from local.containers.context import Context, DockerfileError
from local.containers.images import DOCKER, Image, save

QUIET = {"LABEL", "EXPOSE", "USER", "VOLUME", "MAINTAINER", "SHELL", "HEALTHCHECK", "STOPSIGNAL", "ONBUILD"}


def build(
    dockerfile: Path,
    context: Path,
    place: Path,
    say: Callable[[str], None],
    pull: Callable[[str], Image | None],
    manifest: str = DOCKER,
    arguments: Mapping[str, str] | None = None,
    known: Collection[str] = (),
) -> list[str]:
    """Build the image that a Dockerfile describes into a folder, and return the keys of its layers.

    pull returns a base image, None for one that is not fetched. A layer whose key is known has been built before.
    """
    shutil.rmtree(place, ignore_errors=True)
    (place / "root").mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        parser = DockerfileParser(scratch, env_replace=True)
        parser.content = dockerfile.read_text()
        structure = [step for step in parser.structure if step["instruction"] != "COMMENT"]
    if sum(step["instruction"] == "FROM" for step in structure) != 1:
        raise DockerfileError(f"{dockerfile.name}: expected one FROM, the local AWS builds a single stage")
    stage = Stage(place / "root", Context(context, dockerfile), say, pull, arguments or {})
    keys: list[str] = []
    for number, step in enumerate(structure, 1):
        say(f"Step {number}/{len(structure)} : {step['instruction']} {step['value']}")
        stage.follow(step["instruction"], step["value"])
        keys.append(layers.key(keys[-1:], step["instruction"], step["value"], stage.arguments, stage.root))
        if keys[-1] in known:
            say(" ---> CACHED")
    if unused := sorted(set(arguments or {}) - stage.asked_for):
        say(f"[Warning] One or more build-args {unused} were not consumed")
    save(Image(place / "root", stage.env, stage.workdir, stage.entrypoint, stage.command, manifest), place)
    return keys


class Stage:
    """An image while its Dockerfile is followed, line by line."""

    def __init__(
        self, root: Path, context: Context, say: Callable[[str], None], pull: Callable[[str], Image | None], given: Mapping[str, str]
    ) -> None:
        self.root, self._context, self._say, self._pull, self._given = root, context, say, pull, given
        self.env: dict[str, str] = {}
        self.arguments: dict[str, str] = {}
        self.asked_for: set[str] = set()
        self.workdir, self.entrypoint, self.command = "/", list[str](), list[str]()

    def follow(self, name: str, given: str) -> None:
        """Do what one line says; given is all that stands behind the instruction."""
        known = {**self.arguments, **self.env}
        value = expand(given, known)
        match name:
            case "FROM":
                self._begin_with(value.split()[0])
            case "RUN":
                self._say(" ---> skipped: nothing is installed here")
            case "ENV":
                self.env |= pairs(given, known)
            case "ARG":
                self._declare(given, known)
            case "COPY" | "ADD":
                tokens = words(value) if value.startswith("[") else shlex.split(value)
                self._context.copy(name, tokens, self.root, self.workdir)
            case _:
                self._configure(name, value)

    def _declare(self, given: str, known: Mapping[str, str]) -> None:
        """Let the lines that follow see arguments: as given to the build, or by their defaults. The image has none of them."""
        for token in shlex.split(given):
            name, _, default = token.partition("=")
            self.asked_for.add(name)
            if name in self._given or "=" in token:
                self.arguments[name] = self._given.get(name, expand(default, known))

    def _begin_with(self, uri: str) -> None:
        base = self._pull(uri)
        if base is None:
            self._say(" ---> the base image is not fetched here")
            return
        shutil.copytree(base.root, self.root, symlinks=True, dirs_exist_ok=True)
        self.env, self.workdir, self.entrypoint, self.command = {**base.env}, base.workdir, base.entrypoint, base.command

    def _configure(self, name: str, value: str) -> None:
        if name == "WORKDIR":
            self.workdir = str(PurePosixPath(self.workdir) / value)
        elif name == "ENTRYPOINT":
            self.entrypoint, self.command = words(value), []
        elif name == "CMD":
            self.command = words(value)
        elif name not in QUIET:
            raise DockerfileError(f"unknown instruction: {name}")


def pairs(value: str, env: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of an ENV line, in either of its forms."""
    tokens = shlex.split(value)
    if tokens and "=" not in tokens[0]:
        return {tokens[0]: expand(value.partition(" ")[2].strip(), env)} if len(tokens) > 1 else {}
    return {key: expand(item, env) for key, _, item in (token.partition("=") for token in tokens)}


def expand(text: str, env: Mapping[str, str]) -> str:
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
