"""The service principals that are known, made from the managed policies, the services' prefixes and a list by hand."""

from __future__ import annotations

import re
from pathlib import Path

SUFFIX = ".amazonaws.com"
_PRINCIPAL = re.compile(r"(?<![\w.*?-])([a-z0-9-]+(?:\.[a-z0-9-]+)*)\.amazonaws\.com(?![\w.-])")

# Principals that no managed policy names and whose first part is no prefix of actions. Each is on its service's page:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
BY_HAND = (
    *("airflow-env", "automation", "batchoperations.s3", "billingreports", "build.apprunner", "costalerts"),
    *("custom-resource.application-autoscaling", "edgelambda", "eks-fargate-pods", "eks-nodegroup", "export.rds"),
    *("lambda.alarms.cloudwatch", "logger.cloudfront", "member.org.stacksets.cloudformation", "monitoring.rds"),
    *("ops.apigateway", "replicator.lambda", "stacksets.cloudformation", "tagpolicies.tag", "tasks.apprunner"),
    *("voiceconnector.chime", "vpc-flow-logs"),
    *(
        f"{service}.application-autoscaling"
        for service in ("comprehend", "elasticache", "elasticmapreduce", "kafka", "lambda", "neptune", "workspaces")
    ),
)


def write(data: Path) -> None:
    """Writes service-principals.txt: a name a line, without `.amazonaws.com`, sorted."""
    documents = (data / "managed" / "documents.txt").read_text(encoding="utf-8")
    prefixes = {path.stem for path in (data / "services").iterdir()}
    names = {*_PRINCIPAL.findall(documents), *prefixes, *BY_HAND}
    text = "".join(f"{name}\n" for name in sorted(names))
    (data / "service-principals.txt").write_text(text, encoding="ascii", newline="\n")
