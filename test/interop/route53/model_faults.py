# Compares requests, one JSON document a line, with botocore's model of Route 53, and prints what does not fit it: members
# that are missing or unknown, and texts, numbers and lists outside what the service states. botocore itself checks less.
import json
import re
import sys

import botocore.session

# What is younger than the botocore of the distributions; the SDK of the provider has types for it.
YOUNGER = (".GeoProximityLocation", ".Region", ".AWSRegion", ".Type", ".StartRecordType")

model = botocore.session.Session().get_service_model("route53")


def faults(shape, value, path):
    check = {"structure": members, "list": elements, "string": text, "boolean": truth}.get(shape.type_name, number)
    yield from check(shape, value, path)


def members(shape, value, path):
    for name in shape.required_members:
        if name not in value:
            yield f"{path}.{name} is missing"
    for name, member in value.items():
        if name in shape.members:
            yield from faults(shape.members[name], member, f"{path}.{name}")
        elif not f".{name}".endswith(YOUNGER):
            yield f"{path}.{name} is unknown"


def elements(shape, value, path):
    yield from size(shape, len(value), path)
    for element in value:
        yield from faults(shape.member, element, f"{path}[]")


def text(shape, value, path):
    # The one SDK takes for a number what the other takes for its text.
    value = str(value) if path.endswith(".MaxItems") else value
    if not isinstance(value, str):
        yield f"{path} is no text: {value!r}"
        return
    yield from size(shape, len(value), path)
    pattern = shape.metadata.get("pattern", "(?s).*").replace(r"\p{ASCII}", r"[\x00-\x7f]")
    if not re.fullmatch(pattern, value):
        yield f"{path} does not match {pattern}: {value!r}"
    if value not in shape.metadata.get("enum", [value]) and not path.endswith(YOUNGER):
        yield f"{path} is none of the values: {value!r}"


def truth(_shape, value, path):
    if not isinstance(value, bool):
        yield f"{path} is neither true nor false: {value!r}"


def number(shape, value, path):
    if isinstance(value, bool) or not isinstance(value, int):
        yield f"{path} is no number: {value!r}"
    else:
        yield from size(shape, value, path)


def size(shape, count, path):
    least, most = shape.metadata.get("min", count), shape.metadata.get("max", count)
    if not least <= count <= most:
        yield f"{path} is {count}, outside {least} to {most}"


found = set()
for line in sys.stdin:
    request = json.loads(line)
    operation = request["operation"]
    found.update(faults(model.operation_model(operation).input_shape, request["input"], operation))
print("\n".join(sorted(found)))
