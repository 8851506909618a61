"""SageMaker personas and ML activities in, a least-privilege IAM role out."""

__version__ = "0.1.0"
