# SPDX-License-Identifier: EUPL-1.2
"""The TypeScript programs of this folder, compiled once against a client generated from openapi.yaml."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def ended_well(*command, cwd, timeout=300):
    done = subprocess.run([str(part) for part in command], cwd=cwd, timeout=timeout,
                          capture_output=True, text=True)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Programs:
    """A folder with contract.json and the compiled programs; nothing is written beside their sources."""

    def __init__(self, folder):
        self.folder = folder
        self.contract = folder / "contract.json"
        self.sources = [shutil.copy(source, folder) for source in sorted(HERE.glob("*.ts"))]
        shutil.copy(HERE / "tsconfig.json", folder)
        (folder / "package.json").write_text('{"type": "module"}')
        (folder / "node_modules").symlink_to(HERE / "node_modules")

    def tool(self, name):
        return self.folder / "node_modules/.bin" / name

    def build(self):
        ended_well(sys.executable, ROOT / "api/yaml_to_json.py", ROOT / "openapi.yaml", self.contract,
                   cwd=self.folder)
        ended_well(self.tool("openapi-typescript"), ROOT / "openapi.yaml", "-o", "contract.ts", cwd=self.folder)
        ended_well(self.tool("tsc"), "-p", self.folder, cwd=self.folder)

    def run(self, name, *arguments, timeout=600):
        """What the program printed; its failure is the test's."""
        return ended_well("node", f"built/{name}.js", self.contract, *arguments, cwd=self.folder, timeout=timeout)


@pytest.fixture(scope="session")
def programs(tmp_path_factory):
    if not (HERE / "node_modules").is_dir():
        ended_well("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=HERE)
    made = Programs(tmp_path_factory.mktemp("contract"))
    made.build()
    return made
