# SageBuild as a stack of CloudFormation that Terraform keeps: terraform init; terraform apply -var template=https://…/template.json
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "template" {
  description = "Address of a release's template.json, in the region of the provider"
  type        = string
}

# The name becomes the endpoint's: lower case letters, digits and single hyphens.
resource "aws_cloudformation_stack" "sagebuild" {
  name         = "churn"
  template_url = var.template
  # The template makes roles, and SAM's transform expands it.
  capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
  parameters = {
    BucketTriggerBuild   = "True"
    NotebookInstanceType = "NONE"
  }

  # An endpoint that is being made can only be waited for.
  timeouts {
    delete = "5h"
  }
}

output "launch_topic" {
  value = aws_cloudformation_stack.sagebuild.outputs["LaunchTopic"]
}
