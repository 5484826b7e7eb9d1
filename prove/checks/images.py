"""How images are built, and that SageMaker takes them."""

from prove.belief import belief
from prove.evidence import Evidence, said
from prove.outcome import expect

DOCKER = "application/vnd.docker.distribution.manifest.v2+json"


@belief(
    "image-manifests",
    says="docker build --output type=image,oci-mediatypes=false and docker push give ECR an image with Docker's own manifest.",
    why="BuildKit documents the option; how Docker treats it beside -t depends on its version and its image store.",
    source="https://docs.docker.com/build/exporters/image-registry/",
    otherwise="SageMaker's endpoints refuse the image (they take no OCI manifests)",
)
def image_manifests(evidence: Evidence) -> None:
    """The first build's image has it."""
    uri = str(evidence.succeeded("push").output["Build"]["Images"]["Training"]["Uri"])
    name, _, tag = uri.partition("/")[2].partition(":")
    found = evidence.stack.aws.client("ecr").describe_images(repositoryName=name, imageIds=[{"imageTag": tag}])["imageDetails"][0]
    kind = found.get("imageManifestMediaType")
    expect(kind == DOCKER, f"the image's manifest is {kind}")


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
