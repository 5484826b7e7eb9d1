"""Which calls of AWS a function's code can come to: read from the code itself, along whatever its handler names, directly or not."""

import ast
import functools
from pathlib import Path

import botocore.session
from botocore import xform_name

# What botocore calls a service, and IAM its actions. Where two have a call of the same name, the first is meant.
PREFIXES = {
    "logs": "logs",
    "application-autoscaling": "application-autoscaling",
    "cloudformation": "cloudformation",
    "cloudwatch": "cloudwatch",
    "codebuild": "codebuild",
    "codecommit": "codecommit",
    "dynamodb": "dynamodb",
    "ecr": "ecr",
    "s3": "s3",
    "sagemaker": "sagemaker",
    "sagemaker-runtime": "sagemaker",
    "secretsmanager": "secretsmanager",
    "sns": "sns",
    "sqs": "sqs",
    "ssm": "ssm",
    "stepfunctions": "states",
    "sts": "sts",
    "pricing": "pricing",
    "ec2": "ec2",  # last: its DescribeImages is not ECR's
}
# Calls whose actions have other names.
NAMED_OTHERWISE = {
    "complete_multipart_upload": {"s3:PutObject"},
    "create_multipart_upload": {"s3:PutObject"},
    "copy_object": {"s3:GetObject", "s3:PutObject"},
    "delete_objects": {"s3:DeleteObject"},
    "get_bucket_notification_configuration": {"s3:GetBucketNotification"},
    "head_object": {"s3:GetObject"},
    "invoke": {"lambda:InvokeFunction"},
    "list_multipart_uploads": {"s3:ListBucketMultipartUploads"},
    "list_object_versions": {"s3:ListBucketVersions"},
    "list_objects_v2": {"s3:ListBucket"},
    "put_bucket_notification_configuration": {"s3:PutBucketNotification"},
    "transact_write_items": {"dynamodb:PutItem"},
    "upload_part": {"s3:PutObject"},
}


@functools.cache
def operations() -> dict[str, set[str]]:
    """Return the actions of every call, by the name that boto3 gives it."""
    session, found = botocore.session.get_session(), dict[str, set[str]]()
    for service, prefix in PREFIXES.items():
        for operation in session.get_service_model(service).operation_names:
            found.setdefault(xform_name(operation), {f"{prefix}:{operation}"})
    return found | NAMED_OTHERWISE


class Code:
    """The modules under a folder, and what each of their functions, classes and values names."""

    def __init__(self, root: Path) -> None:
        self._trees: dict[str, ast.Module] = {}
        for file in root.rglob("*.py"):
            name = ".".join(file.relative_to(root).with_suffix("").parts)
            self._trees[name.removesuffix(".__init__")] = ast.parse(file.read_text())
        self._known = {module: self._imports(tree) | self._own(module, tree) for module, tree in self._trees.items()}
        self._things = {f"{module}.{name}": (module, node) for module, tree in self._trees.items() for name, node in defined(tree)}

    def _imports(self, tree: ast.Module) -> dict[str, str]:
        """Return what the names mean that a module imports."""
        found = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            if isinstance(node, ast.Import):
                found |= {alias.asname or alias.name: alias.name for alias in node.names}
        return found

    def _own(self, module: str, tree: ast.Module) -> dict[str, str]:
        return {name: f"{module}.{name}" for name, _ in defined(tree)}

    def actions(self, module: str) -> set[str]:
        """Return the actions of all calls that something in a module can come to, such as plan_build.app."""
        seen, found = set[str](), set[str]()
        waiting = [name for name, (where, _) in self._things.items() if where == module]
        while waiting:
            thing = waiting.pop()
            if thing in seen or thing not in self._things:
                continue
            seen.add(thing)
            module, node = self._things[thing]
            elsewhere = {id(call.func) for call in ast.walk(node) if isinstance(call, ast.Call) and call.args}
            for inner in ast.walk(node):
                if meant := self._meant(module, inner):
                    waiting.append(meant)
                elif id(inner) not in elsewhere:  # boto3's methods take no arguments without a name
                    found |= operations().get(named(inner), set())
        return found

    def _meant(self, module: str, node: ast.AST) -> str | None:
        """Return what of this code a name stands for, None if nothing."""
        if isinstance(node, ast.Name):
            return self._known[module].get(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            held = self._known[module].get(node.value.id)
            return f"{held}.{node.attr}" if held in self._trees else None
        return None


def defined(tree: ast.Module) -> list[tuple[str, ast.AST]]:
    """Return the functions, classes and values of a module by their names."""
    found: list[tuple[str, ast.AST]] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append((node.name, node))
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        found += [(target.id, node) for target in targets if isinstance(target, ast.Name)]
    return found


def named(node: ast.AST) -> str:
    """Return the name of a method, or a text, which may be the name of a paginator's call."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
