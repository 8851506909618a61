"""The IAM policy language: documents, names, quotas and decisions. Knows nothing of SageMaker."""
