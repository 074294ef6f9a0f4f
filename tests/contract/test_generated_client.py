# SPDX-License-Identifier: EUPL-1.2
"""A client that openapi-typescript makes of openapi.yaml does the main job against the built service."""

import pytest

from conftest import ended_well
from echeance import Service

AS_OF = "2026-12-02"


def test_the_generated_types_refuse_wrong_bodies(programs):
    """Each `@ts-expect-error` of main_job.ts is an error that the compiler finds: it built."""
    text = (programs.folder / "main_job.ts").read_text()
    assert text.count("@ts-expect-error") >= 6
    (programs.folder / "main_job.ts").write_text(text.replace("@ts-expect-error", "expected:"))
    try:
        with pytest.raises(AssertionError, match=r"main_job\.ts.*error TS"):
            ended_well(programs.tool("tsc"), "-p", programs.folder, "--noEmit", cwd=programs.folder)
    finally:
        (programs.folder / "main_job.ts").write_text(text)


def test_the_generated_client_does_the_main_job(programs):
    with Service(as_of=AS_OF) as service:
        print(programs.run("main_job", f"http://127.0.0.1:{service.port}", service.owner_token, AS_OF))
