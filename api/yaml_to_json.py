#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""Turns openapi.yaml into the compact JSON that the service embeds (TOOLBOX: no YAML at run time).

Usage: yaml_to_json.py IN OUT. Exit 1 with a line per fault, and nothing written, for: a duplicate
key, a key or a scalar that YAML 1.1 reads as something else than its author wrote (`on`, `no`, an
unquoted day), a `$ref` to nowhere, and a schema keyword in a request that the service's validator
does not evaluate.
"""
import json
import os
import sys

import yaml

KEYWORDS = frozenset(
    "type enum const properties required additionalProperties items minItems maxItems uniqueItems "
    "minLength maxLength pattern minimum maximum format $ref allOf default description title example "
    "examples minProperties maxProperties propertyNames".split())
FORMATS = frozenset("date date-time uri int32 int64".split())
METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


class Fault(Exception):
    pass


class StrictLoader(yaml.SafeLoader):
    """YAML 1.1 without its traps: nothing but strings as keys, booleans spelt true and false only."""

    def construct_mapping(self, node, deep=False):
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            line = key_node.start_mark.line + 1
            if not isinstance(key, str):
                raise Fault(f"line {line}: the key {key_node.value!r} is no string: quote it")
            if key in seen:
                raise Fault(f"line {line}: duplicate key {key!r}")
            seen.add(key)
        return super().construct_mapping(node, deep)


def strict_bool(loader, node):
    if node.value not in ("true", "false"):
        raise Fault(f"line {node.start_mark.line + 1}: {node.value!r} is a YAML 1.1 boolean: quote it")
    return node.value == "true"


def strict_int(loader, node):
    text = node.value.lstrip("-")
    if not text.isdecimal() or (len(text) > 1 and text.startswith("0")):
        raise Fault(f"line {node.start_mark.line + 1}: {node.value!r} is a YAML 1.1 number: quote it")
    return int(node.value)


def refuse_day(loader, node):
    raise Fault(f"line {node.start_mark.line + 1}: quote the day {node.value!r}")


StrictLoader.add_constructor("tag:yaml.org,2002:bool", strict_bool)
StrictLoader.add_constructor("tag:yaml.org,2002:int", strict_int)
StrictLoader.add_constructor("tag:yaml.org,2002:timestamp", refuse_day)


def escape(token):
    return str(token).replace("~", "~0").replace("/", "~1")


class RequestSchemas:
    """Walks every schema that a request is validated against."""

    def __init__(self, document):
        self.document = document
        self.seen = set()
        self.faults = []

    def resolve(self, ref, where):
        node = self.document
        for token in ref.removeprefix("#/").split("/"):
            token = token.replace("~1", "/").replace("~0", "~")
            if not ref.startswith("#/") or not isinstance(node, dict) or token not in node:
                self.faults.append(f"{where}: {ref} leads nowhere")
                return None
            node = node[token]
        return node

    def deref(self, node, where):
        while isinstance(node, dict) and "$ref" in node:
            where = node["$ref"].removeprefix("#")
            node = self.resolve(node["$ref"], where)
        return node, where

    def refs(self, node, where):
        """Every `$ref` of the document leads somewhere."""
        items = node.items() if isinstance(node, dict) else (
            enumerate(node) if isinstance(node, list) else ())
        for key, value in items:
            if key == "$ref" and isinstance(value, str):
                self.resolve(value, where)
            elif key not in ("example", "value"):
                self.refs(value, f"{where}/{escape(key)}")

    def schema(self, node, where):
        if where in self.seen or isinstance(node, bool):
            return
        self.seen.add(where)
        for keyword, value in node.items():
            at = f"{where}/{escape(keyword)}"
            if keyword not in KEYWORDS:
                self.faults.append(f"{at}: the service's validator does not evaluate this keyword")
            elif keyword == "$ref":
                target = self.resolve(value, at)
                if target is not None:
                    self.schema(target, value.removeprefix("#"))
            elif keyword == "properties":
                for name, part in value.items():
                    self.schema(part, f"{at}/{escape(name)}")
            elif keyword in ("items", "additionalProperties", "propertyNames"):
                self.schema(value, at)
            elif keyword == "allOf":
                for index, part in enumerate(value):
                    self.schema(part, f"{at}/{index}")
            elif keyword == "pattern" and not (value.startswith("^") and value.endswith("$")):
                self.faults.append(f"{at}: a pattern is anchored at both ends")
            elif keyword == "format" and value not in FORMATS:
                self.faults.append(f"{at}: the service's validator does not know this format")

    def parameters(self, nodes, where):
        for index, node in enumerate(nodes):
            parameter, at = self.deref(node, f"{where}/{index}")
            if parameter is not None and "schema" in parameter:
                self.schema(parameter["schema"], f"{at}/schema")

    def body(self, node, where):
        body, at = self.deref(node, where)
        for media_type, content in (body or {}).get("content", {}).items():
            self.schema(content.get("schema", True), f"{at}/content/{escape(media_type)}/schema")

    def run(self):
        self.refs(self.document, "")
        for path, item in self.document.get("paths", {}).items():
            where = f"/paths/{escape(path)}"
            self.parameters(item.get("parameters", []), f"{where}/parameters")
            for method in METHODS:
                operation = item.get(method)
                if operation is None:
                    continue
                self.parameters(operation.get("parameters", []), f"{where}/{method}/parameters")
                if "requestBody" in operation:
                    self.body(operation["requestBody"], f"{where}/{method}/requestBody")
        return self.faults


def convert(source, target):
    with open(source, encoding="utf-8") as stream:
        document = yaml.load(stream, Loader=StrictLoader)  # a SafeLoader underneath
    if not isinstance(document, dict):
        raise Fault("the contract is no mapping")
    faults = RequestSchemas(document).run()
    if faults:
        raise Fault("\n".join(faults))
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    partial = f"{target}.partial"
    os.makedirs(os.path.dirname(os.path.abspath(target)), exist_ok=True)
    with open(partial, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(partial, target)


def main():
    if len(sys.argv) != 3:
        print("usage: yaml_to_json.py IN OUT", file=sys.stderr)
        return 2
    try:
        convert(sys.argv[1], sys.argv[2])
    except (Fault, yaml.YAMLError, OSError, ValueError) as fault:
        print(f"{sys.argv[1]}: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
