"""Drives the Route 53 API on the bundled server with boto3, and prints what it saw as JSON.

The arguments are the URL of the API and the zone to create; credentials come from the environment.
"""

import json
import os
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

url, zone_name = sys.argv[1:3]


def signed_by(key_id=None, secret=None):
    return boto3.client(
        "route53",
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id=key_id,
        aws_secret_access_key=secret,
        config=Config(retries={"total_max_attempts": 1}),
    )


route53 = signed_by()

# One RRset of every type that Route 53 has, as its users write them.
VALUES = {
    "A": ["192.0.2.1", "192.0.2.2"],
    "AAAA": ["2001:db8::1"],
    "CAA": ['0 issue "letsencrypt.org"'],
    "CNAME": ["www.example.net"],
    "DS": ["12345 13 2 " + "0" * 64],
    "MX": ["10 mail.example.net", "20 mail2.example.net."],
    "NAPTR": ['100 50 "u" "E2U+sip" "!^.*$!sip:a@example.com!" .'],
    "NS": ["ns1.example.net.", "ns2.example.net."],
    "PTR": ["host.example.net."],
    "SPF": ['"v=spf1 -all"'],
    "SRV": ["10 60 5060 sip.example.net."],
    "TXT": ['"say \\"hi\\"; \\\\ \\303\\274"', '"' + "x" * 255 + '" "y"'],
    "TLSA": ["3 1 1 " + "ab" * 32],
    "SSHFP": ["4 2 " + "0" * 64],
    "SVCB": ["1 svc.example.net. port=8443"],
    "HTTPS": ["1 . alpn=h3,h2"],
}


def change(zone_id, *changes):
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": rrset} for action, rrset in changes]}
    return route53.change_resource_record_sets(HostedZoneId=zone_id, ChangeBatch=batch)["ChangeInfo"]


def rrset(label, kind, values, **more):
    records = [{"Value": value} for value in values]
    return {"Name": f"{label}.{zone_name}", "Type": kind, "TTL": 300, "ResourceRecords": records, **more}


def error_of(call):
    try:
        call()
    except ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
    return None


def main():
    created = route53.create_hosted_zone(Name=zone_name, CallerReference="first")
    zone_id = created["HostedZone"]["Id"]
    # A DS stands beside the NS of a delegation.
    labels = {kind: "ns" if kind == "DS" else kind.lower() for kind in VALUES}
    sets = [rrset(labels[kind], kind, values) for kind, values in VALUES.items()]
    info = change(zone_id, *[("CREATE", one) for one in sets])
    route53.get_waiter("resource_record_sets_changed").wait(
        Id=info["Id"], WaiterConfig={"Delay": 1, "MaxAttempts": 10}
    )
    # A label of UTF-8 octets is written with their octal escapes.
    more = [rrset("*.wild", "A", ["192.0.2.77"]), rrset("\\303\\274", "A", ["192.0.2.78"])]
    more += [rrset("w", "A", [f"192.0.2.{i}"], SetIdentifier=f"set {i}", Weight=i) for i in range(1, 11)]
    change(zone_id, *[("UPSERT", one) for one in more])

    pages = route53.get_paginator("list_resource_record_sets").paginate(
        HostedZoneId=zone_id, PaginationConfig={"PageSize": 5}
    )
    pages = [page["ResourceRecordSets"] for page in pages]
    held = {
        (one["Name"], one["Type"]): [record["Value"] for record in one["ResourceRecords"]]
        for page in pages
        for one in page
    }
    rewritten = {
        kind: held.get((f"{labels[kind]}.{zone_name}.", kind))
        for kind, values in VALUES.items()
        if held.get((f"{labels[kind]}.{zone_name}.", kind)) != values
    }
    check = {"Type": "HTTP", "IPAddress": "192.0.2.1", "Port": 80, "ResourcePath": "/"}
    health = route53.create_health_check(CallerReference="check", HealthCheckConfig=check)["HealthCheck"]
    route53.change_tags_for_resource(
        ResourceType="hostedzone", ResourceId=zone_id.split("/")[-1], AddTags=[{"Key": "team", "Value": "web"}]
    )
    tags = route53.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone_id.split("/")[-1])
    one = sets[0]
    errors = {
        "create again": error_of(lambda: change(zone_id, ("CREATE", one))),
        "delete other values": error_of(lambda: change(zone_id, ("DELETE", {**one, "TTL": 1}))),
        "no such zone": error_of(lambda: route53.get_hosted_zone(Id="Z0NONE")),
        "same reference": error_of(
            lambda: route53.create_hosted_zone(Name=zone_name, CallerReference="first")
        ),
        "not empty": error_of(lambda: route53.delete_hosted_zone(Id=zone_id)),
        "bad value": error_of(lambda: change(zone_id, ("CREATE", rrset("bad", "A", ["192.0.2.256"])))),
        "no such change": error_of(lambda: route53.get_change(Id="C0NONE")),
        "not offered": error_of(
            lambda: route53.create_traffic_policy(Name="policy", Document="{}")
        ),
        "unknown key": error_of(signed_by("OTHER", "x").get_hosted_zone_count),
        "wrong secret": error_of(signed_by(os.environ["AWS_ACCESS_KEY_ID"], "x").get_hosted_zone_count),
    }
    answer = route53.test_dns_answer(HostedZoneId=zone_id, RecordName=f"a.{zone_name}", RecordType="A")
    by_name = route53.list_hosted_zones_by_name(DNSName=zone_name, MaxItems="1")
    print(
        json.dumps(
            {
                "zone": zone_id,
                "nameServers": len(created["DelegationSet"]["NameServers"]),
                "status": route53.get_change(Id=info["Id"])["ChangeInfo"]["Status"],
                "pages": [len(page) for page in pages],
                "rewritten": rewritten,
                "health": health["HealthCheckConfig"]["Type"],
                "tags": tags["ResourceTagSet"]["Tags"],
                "errors": errors,
                "answer": [answer["ResponseCode"], sorted(answer["RecordData"])],
                "byName": [one["Name"] for one in by_name["HostedZones"]],
                "limit": route53.get_account_limit(Type="MAX_HOSTED_ZONES_BY_OWNER")["Limit"]["Type"],
            }
        )
    )


main()
