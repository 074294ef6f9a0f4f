#!/usr/bin/env python3
# SPDX-License-Identifier: EUPL-1.2
"""embed.py OUT.S FILES...: an assembler file that carries FILES and a table of their names.

A row of the table is {name, begin, end}, three addresses; see service/assets.cpp.
"""
import re
import sys
from pathlib import Path


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main() -> int:
    out, *files = sys.argv[1:]
    lines = ["    .section .rodata"]
    rows = []
    names = set()
    for file in map(Path, files):
        label = "asset_" + re.sub(r"[^A-Za-z0-9]", "_", file.name)
        if label in names:
            print(f"embed.py: two files are named {file.name}", file=sys.stderr)
            return 1
        names.add(label)
        lines += [
            f"{label}_name: .asciz {quoted(file.name)}",
            "    .balign 16",
            f"{label}_begin: .incbin {quoted(str(file.resolve()))}",
            f"{label}_end: .byte 0",
        ]
        rows.append(f"    .quad {label}_name, {label}_begin, {label}_end")
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
