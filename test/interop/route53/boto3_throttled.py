"""Asks the Route 53 API on the bundled server faster than it allows, with boto3's retries and without; prints JSON.

The argument is the URL of the API; credentials come from the environment.
"""

import json
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError


def client(attempts):
    config = Config(retries={"mode": "standard", "total_max_attempts": attempts})
    return boto3.client("route53", endpoint_url=sys.argv[1], region_name="us-east-1", config=config)


def main():
    patient = client(10)
    answers = [patient.get_hosted_zone_count()["ResponseMetadata"] for _ in range(15)]
    hasty = client(1)
    refused = None
    for _ in range(50):
        try:
            hasty.get_hosted_zone_count()
        except ClientError as error:
            refused = [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
            break
    print(
        json.dumps(
            {
                "answered": len([one for one in answers if one["HTTPStatusCode"] == 200]),
                "retried": any(one["RetryAttempts"] > 0 for one in answers),
                "refused": refused,
            }
        )
    )


main()
