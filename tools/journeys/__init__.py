"""Jobs as people do them with the SageMaker Python SDK and boto3, and the IAM requests that each makes."""
