"""Synthesises one data-scientist persona with AWS's CDK library. Runs in the peer's environment."""

import sys

import aws_cdk
from aws_cdk import aws_iam, aws_s3
from cdklabs.cdk_aws_sagemaker_role_manager import Activity, Persona

app = aws_cdk.App(outdir=sys.argv[1])
stack = aws_cdk.Stack(app, "Team")
bucket = aws_s3.Bucket.from_bucket_name(stack, "Bucket", "fraud-training")
compute = aws_iam.Role.from_role_name(stack, "Compute", "sagemaker-compute")
persona = Persona(
    stack,
    "DataScientist",
    activities=[
        Activity.run_studio_apps(stack, "Studio", roles_to_pass=[compute]),
        Activity.manage_jobs(stack, "Jobs", roles_to_pass=[compute]),
        Activity.manage_models(stack, "Models", roles_to_pass=[compute]),
        Activity.manage_experiments(stack, "Experiments"),
        Activity.visualize_experiments(stack, "Visualize"),
        Activity.access_s3_buckets(stack, "Buckets", s3_buckets=[bucket]),
    ],
)
persona.create_role(stack, "Role", "data-scientist")
app.synth()
