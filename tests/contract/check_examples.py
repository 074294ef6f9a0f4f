#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Validates every example of the contract against the schema beside it, by python3-jsonschema.

Usage: check_examples.py OPENAPI_JSON. Also demands an example of every request body and of every
answer that has one. Prints each fault with its pointer; exit 1 when there is any.
"""
import datetime
import json
import re
import sys

import jsonschema

FORMATS = jsonschema.FormatChecker(formats=())


@FORMATS.checks("date", raises=ValueError)
def is_date(value):
    return not isinstance(value, str) or bool(datetime.date.fromisoformat(value))


@FORMATS.checks("date-time", raises=ValueError)
def is_date_time(value):
    return not isinstance(value, str) or bool(
        datetime.datetime.fromisoformat(value.replace("Z", "+00:00")))


@FORMATS.checks("uri")
def is_uri(value):
    return not isinstance(value, str) or bool(re.match(r"^[a-z][a-z0-9+.-]*:.", value))


class Checker:
    def __init__(self, document):
        self.document = document
        self.checked = 0
        self.faults = []

    def deref(self, node):
        while isinstance(node, dict) and "$ref" in node:
            target = self.document
            for token in node["$ref"].removeprefix("#/").split("/"):
                target = target[token.replace("~1", "/").replace("~0", "~")]
            node = target
        return node

    def check(self, schema, value, where):
        # With the components beside it, a schema's own `#/components/...` resolves.
        rooted = {**schema, "components": self.document["components"]}
        validator = jsonschema.Draft202012Validator(rooted, format_checker=FORMATS)
        self.checked += 1
        for error in validator.iter_errors(value):
            at = "/".join(map(str, error.absolute_path))
            self.faults.append(f"{where}: /{at}: {error.message[:200]}")

    def examples(self, node, where):
        """The examples beside a schema: of a media type, a parameter or a header."""
        found = [(where, node["example"])] if "example" in node else []
        for name, example in node.get("examples", {}).items():
            found.append((f"{where}/{name}", self.deref(example)["value"]))
        return found

    def holder(self, node, where):
        node = self.deref(node)
        found = self.examples(node, where)
        if not found:
            self.faults.append(f"{where}: has no example")
        for at, value in found:
            self.check(node["schema"], value, at)

    def contents(self, node, where):
        for media_type, content in self.deref(node).get("content", {}).items():
            self.holder(content, f"{where} {media_type}")

    def operation(self, operation, where):
        for parameter in operation.get("parameters", []):
            self.holder(parameter, f"{where} {self.deref(parameter)['name']}")
        if "requestBody" in operation:
            self.contents(operation["requestBody"], f"{where} request")
        for status, answer in operation["responses"].items():
            self.contents(answer, f"{where} {status}")

    def run(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                self.operation(operation, f"{method.upper()} {path}")
        for name, header in self.document["components"]["headers"].items():
            self.holder(header, f"header {name}")


def main():
    with open(sys.argv[1], encoding="utf-8") as source:
        checker = Checker(json.load(source))
    for schema in checker.document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    checker.run()
    for fault in checker.faults:
        print(fault, file=sys.stderr)
    print(f"{checker.checked} examples checked, {len(checker.faults)} faults")
    return 1 if checker.faults else 0


if __name__ == "__main__":
    sys.exit(main())
