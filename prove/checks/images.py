"""How images are built, and that SageMaker takes them."""

from typing import Any

from prove.belief import belief
from prove.evidence import Evidence, said
from prove.outcome import expect

DOCKER = "application/vnd.docker.distribution.manifest.v2+json"


@belief(
    "image-manifests",
    says="docker buildx build --output type=image,push=true,oci-mediatypes=false gives ECR an image with Docker's own manifest.",
    why="BuildKit documents the option; a builder in a container heeds it; what Docker's own makes depends on its image store.",
    source="https://docs.docker.com/build/exporters/image-registry/",
    otherwise="SageMaker's endpoints refuse the image (they take no OCI manifests)",
)
def image_manifests(evidence: Evidence) -> None:
    """The first build's image has it."""
    kind = described(evidence, str(evidence.succeeded("push").output["Build"]["Images"]["Training"]["Uri"])).get("imageManifestMediaType")
    expect(kind == DOCKER, f"the image's manifest is {kind}")


@belief(
    "exported-variables",
    says="What codebuild:startBuild.sync results in has the variables that the build has exported: Build.ExportedEnvironmentVariables.",
    why="It results in what BatchGetBuilds answers, which lists them; the user guide tells of them beside CodePipeline only.",
    source="https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#exported-variables-build-spec",
    otherwise="nothing breaks: new images are named by their tags, which do not move, instead of by their digests",
)
def exported_variables(evidence: Evidence) -> None:
    """The first build's image is named by its digest."""
    uri = str(evidence.succeeded("push").output["Build"]["Images"]["Training"]["Uri"])
    expect("@sha256:" in uri, f"the image is called {uri}")


@belief(
    "layer-cache",
    says="A builder with the docker-container driver starts in CodeBuild, and leaves the layers of a build in ECR for the next one.",
    why="AWS describes it for ECR, with image-manifest=true; the builder's own image comes from Docker Hub, which may refuse who asks too often.",
    source="https://aws.amazon.com/blogs/containers/announcing-remote-cache-support-in-amazon-ecr-for-buildkit-clients/",
    otherwise="nothing breaks: an image whose last lines have changed is built from its first line on",
)
def layer_cache(evidence: Evidence) -> None:
    """The first build has left some."""
    evidence.succeeded("push")
    name = evidence.stack.resources["CacheRepository"]
    found = evidence.stack.aws.client("ecr").list_images(repositoryName=name)["imageIds"]
    expect(any(image.get("imageTag") == "training" for image in found), f"the cache holds {found}")


@belief(
    "image-is-taken",
    says="SageMaker trains with such an image and serves from it.",
    why="Its documentation asks for Docker Registry HTTP API V2 and manifest version 2, schema 2.",
    source="https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-inference-code.html",
    otherwise="no build with an own container succeeds",
)
def image_is_taken(evidence: Evidence) -> None:
    """The first build succeeded."""
    build = evidence.build("push")
    expect(build.status == "SUCCEEDED", f"the build {build.status}: {build.cause}")


@belief(
    "image-failures",
    says="A failed image build is States.TaskFailed, and its cause holds the phases of CodeBuild's build, in Step Functions' capital letters.",
    why="A .sync integration results in what the service's describing call answers.",
    source="https://docs.aws.amazon.com/step-functions/latest/dg/connect-codebuild.html",
    otherwise="the cause of a failed image build is a page of JSON instead of a sentence",
)
def image_failures(evidence: Evidence) -> None:
    """The broken image's did."""
    build = evidence.build("image")
    failed = build.task("startBuild.sync", "Failed") or {}
    expect(failed.get("error") == "States.TaskFailed", f"the error is called {failed.get('error')!r}")
    phases = (said(failed.get("cause")).get("Build") or {}).get("Phases") or []
    expect(any(phase.get("PhaseStatus") == "FAILED" and phase.get("Contexts") for phase in phases), f"the cause is {failed.get('cause')}")
    expect("image build" in build.cause, f"the build says: {build.cause}")


def described(evidence: Evidence, uri: str) -> dict[str, Any]:
    """Return what ECR says of an image."""
    place = uri.partition("/")[2]
    name, at, digest = place.partition("@")
    name, _, tag = name.partition(":")
    identifier = {"imageDigest": digest} if at else {"imageTag": tag}
    found: dict[str, Any] = evidence.stack.aws.client("ecr").describe_images(repositoryName=name, imageIds=[identifier])["imageDetails"][0]
    return found
