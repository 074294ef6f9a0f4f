# SPDX-License-Identifier: EUPL-1.2
"""Random requests, allowed and spoilt, to every operation; the seed of a run is printed and repeats it."""

import os
import secrets

from echeance import Service, eventually

AS_OF = "2026-12-02"
RUNS_OF_EACH_OPERATION = os.environ.get("ECHEANCE_FUZZ_RUNS", "15")


def is_sound(service):
    violated = [check for check in service.client().get("/v1/integrity").json["checks"] if check["violations"]]
    if violated:
        print(violated)
    return not violated


def test_every_answer_to_random_requests_is_documented(programs):
    seed = os.environ.get("ECHEANCE_SEED") or str(secrets.randbits(31))
    with Service(as_of=AS_OF) as service:
        print(f"ECHEANCE_SEED={seed}")
        print(programs.run("fuzz", f"http://127.0.0.1:{service.port}", service.owner_token, AS_OF, seed,
                           RUNS_OF_EACH_OPERATION))
        assert service.client().get("/readyz").status == 200
        # After a change of the rules the due dates follow in the background.
        eventually(lambda: is_sound(service))
