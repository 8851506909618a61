"""Find the runs of an experiment and the lineage of a model."""

import boto3
from tools.journeys.scripts._here import arn


def run() -> None:
    sagemaker = boto3.client("sagemaker")
    sagemaker.search(Resource="ExperimentTrialComponent")
    sagemaker.get_search_suggestions(Resource="Experiment")
    sagemaker.list_experiments()
    sagemaker.list_trial_components(ExperimentName="fraud")
    sagemaker.describe_trial_component(TrialComponentName="fraud-first")
    sagemaker.query_lineage(StartArns=[arn("artifact", "abcdef")])
    sagemaker.list_associations(SourceArn=arn("artifact", "abcdef"))
