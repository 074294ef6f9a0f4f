#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""embed.py OUT.S FILES... [--tree FOLDER FILES...]: an assembler file that carries FILES and a table.

A row of the table is {name, begin, end, digest}, four addresses; see service/assets.cpp. A file is
named by its base name; one after --tree by FOLDER's own name and its path within FOLDER.
"""
import hashlib
import re
import sys
from pathlib import Path


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def named(arguments: list[str]) -> list[tuple[str, Path]]:
    if "--tree" not in arguments:
        return [(Path(file).name, Path(file)) for file in arguments]
    mark = arguments.index("--tree")
    above = Path(arguments[mark + 1]).parent
    tree = [(Path(file).relative_to(above).as_posix(), Path(file)) for file in arguments[mark + 2:]]
    return named(arguments[:mark]) + tree


def main() -> int:
    out, *arguments = sys.argv[1:]
    lines = ["    .section .rodata"]
    rows = []
    names = set()
    for name, file in named(arguments):
        label = "asset_" + re.sub(r"[^A-Za-z0-9]", "_", name)
        if label in names:
            print(f"embed.py: two files are named {name}", file=sys.stderr)
            return 1
        names.add(label)
        lines += [
            f"{label}_name: .asciz {quoted(name)}",
            f"{label}_digest: .asciz {quoted(hashlib.sha256(file.read_bytes()).hexdigest())}",
            "    .balign 16",
            f"{label}_begin: .incbin {quoted(str(file.resolve()))}",
            f"{label}_end: .byte 0",
        ]
        rows.append(f"    .quad {label}_name, {label}_begin, {label}_end, {label}_digest")
    lines += [
        # Addresses are relocated at start where the binary is position-independent.
        '    .section .data.rel.ro, "aw"',
        "    .balign 8",
        "    .globl echeance_assets_begin",
        "    .globl echeance_assets_end",
        "echeance_assets_begin:",
        *rows,
        "echeance_assets_end:",
        '    .section .note.GNU-stack, "", %progbits',
    ]
    Path(out).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
