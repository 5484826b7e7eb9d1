"""The local AWS as one process: MiniStack, with the services that it lacks, behind one address."""

import asyncio
import importlib
import logging
import os
import signal
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import trustme
from hypercorn.asyncio import serve
from hypercorn.config import Config

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
# Services that add to MiniStack or mend it, in this order: IAM first, for it is asked by all others, and networks last, for they lead to all others.
SERVICES = (
    "iam",
    "cloudformation",
    "kms",
    "cloudwatch",
    "lambdas",
    "eventbridge",
    "sqs",
    "scheduler",
    "ecr",
    "autoscaling",
    "sagemaker",
    "codebuild",
    "codecommit",
    "github",
    "pricing",
    "stepfunctions",
    "vpc",
)


def configure(port: int, tls_port: int, state: Path) -> None:
    """Set what MiniStack reads from the environment; it reads it when it is imported."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(state / "ca.pem"))
    authority.issue_cert("localhost", "127.0.0.1", "github.com", "api.github.com").private_key_and_cert_chain_pem.write_to_path(
        str(state / "server.pem")
    )
    region = os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]  # whoever starts the local AWS keeps his real account out of it
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what functions import is compiled once, not by each of their workers
    os.environ.update(
        AUTH="true",
        GATEWAY_PORT=str(port),
        LOCAL_AWS_TLS_PORT=str(tls_port),
        LOCAL_AWS_STATE_DIR=str(state),
        STATE_DIR=str(state / "ministack"),
        LOCAL_AWS_URL=f"http://127.0.0.1:{port}",
        MINISTACK_HOST="127.0.0.1",
        MINISTACK_REGION=region,
        AWS_DEFAULT_REGION=region,
        AWS_ACCESS_KEY_ID="test",
        AWS_SECRET_ACCESS_KEY="test",
        AWS_EC2_METADATA_DISABLED="true",
        LAMBDA_EXECUTOR="local",
        IOT_MTLS_ENABLED="0",
        S3_PERSIST="0",
        S3_DATA_DIR=str(state / "s3"),
        TMPDIR=str(state),
        # crhelper answers CloudFormation over HTTPS only, and the Lambda workers must trust the listener.
        SSL_CERT_FILE=str(state / "ca.pem"),
        # Waits and retry intervals of state machines, not of jobs, pass ten times as fast.
        SFN_WAIT_SCALE=os.environ.get("SFN_WAIT_SCALE", "0.1"),
    )
    tempfile.tempdir = str(state)


def run(port: int, tls_port: int, state: Path) -> None:
    """Serve until SIGTERM or SIGINT."""
    configure(port, tls_port, state)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for name in ("botocore", "hypercorn.error"):
        logging.getLogger(name).setLevel(logging.WARNING)
    asyncio.run(listen(port, tls_port, state))


async def listen(port: int, tls_port: int, state: Path) -> None:
    """Listen on plain HTTP, on HTTPS and on a socket for processes with a network of their own."""
    from ministack.services.cloudformation import custom_resource

    custom_resource._response_url = lambda token: f"https://localhost:{tls_port}/_ministack/cfn-response/{token}"
    for service in SERVICES:
        for part in importlib.import_module(f"local.{service}").PARTS:
            importlib.import_module(f"local.{service}.{part}").register()
    import ministack.app

    ministack.app.BANNER = "The local AWS starts on port {port}"  # what it counts up are not the services of docs/local.md
    from local.cloudformation import failures, orders
    from local.codecommit import git_http
    from local.ecr import layers
    from local.gateway import quotas
    from local.gateway.documents import serving
    from local.iam import permissions
    from local.sagemaker import endpoint_events as events

    config = Config()
    config.insecure_bind = [f"127.0.0.1:{port}", f"unix:{state}/gateway.sock"]
    config.bind = [f"127.0.0.1:{tls_port}"]
    config.certfile = config.keyfile = str(state / "server.pem")
    config.accesslog = None
    config.errorlog = logging.getLogger("hypercorn.error")  # one of its own would say everything a second time
    config.graceful_timeout = 0.5
    config.keep_alive_timeout = 3600  # clients keep their connections, and do not find one closed under a request
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    app = serving(events.PATH, events.settings, events.change, git_http.middleware(as_tls(ministack.app.app)))
    app = orders.middleware(app)
    app = failures.middleware(permissions.middleware(quotas.middleware(layers.middleware(app))))
    await serve(app, config, shutdown_trigger=stopped.wait)


def as_tls(app: App) -> App:
    """Make requests count as TLS: loopback stands for AWS's HTTPS addresses, and policies that ask for aws:SecureTransport stay as they are."""

    async def serve_as_tls(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            scope = {**scope, "headers": [*scope["headers"], (b"x-forwarded-proto", b"https")]}
        await app(scope, receive, send)

    return serve_as_tls
