#!/bin/sh
# SPDX-License-Identifier: EUPL-1.2
# Judges openapi.yaml: two independent linters without a warning, every example against its schema,
# and the build's own conversion. Fetches nothing but what package-lock.json pins, and that once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
contract=${1:-$here/../../openapi.yaml}
cd "$here"
[ -d node_modules ] || npm ci --ignore-scripts --no-audit --no-fund

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
converted=$(mktemp)
trap 'rm -f "$converted"' EXIT

echo "yaml_to_json"
/usr/bin/python3 ../../api/yaml_to_json.py "$contract" "$converted"
echo "examples"
/usr/bin/python3 check_examples.py "$converted"
echo "redocly"
# Redocly passes on warnings, so its totals are read.
verdict=$(node_modules/.bin/redocly lint --config redocly.yaml --max-problems 1000 --format json \
    "$contract" 2>/dev/null) || true
if ! printf '%s' "$verdict" | grep -Eq '"errors": *0,' ||
    ! printf '%s' "$verdict" | grep -Eq '"warnings": *0,'; then
    printf '%s\n' "$verdict"
    exit 1
fi
echo "spectral"
node_modules/.bin/spectral lint --ruleset .spectral.yaml --fail-severity=warn "$contract"
echo "The contract is sound."
