# A root module that makes a bucket and a key, and calls the module of roles with them. Make the module first:
#   rolecast build roles.yaml -f hcl -o roles/

terraform {
  required_version = ">= 1.2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.72.0"
    }
  }
}

resource "aws_s3_bucket" "data" {
  bucket_prefix = "fraud-training-"
}

resource "aws_s3_bucket_public_access_block" "data" {
  bucket                  = aws_s3_bucket.data.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "data" {
  bucket = aws_s3_bucket.data.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
  }
}

resource "aws_kms_key" "data" {
  description         = "Training data of the fraud team"
  enable_key_rotation = true
}

module "roles" {
  source = "./roles"

  data_bucket  = aws_s3_bucket.data.bucket
  data_key     = aws_kms_key.data.arn
  repositories = ["fraud", "fraud-base"]
}

output "compute_role_arn" {
  description = "For `role` of a training job or an endpoint."
  value       = module.roles.role_arns["compute"]
}
