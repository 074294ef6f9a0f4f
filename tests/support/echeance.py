# SPDX-License-Identifier: EUPL-1.2
"""A running service for a test: a private folder, a port of its own, every answer held to openapi.yaml."""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import yaml
from jsonschema import Draft202012Validator, RefResolver

ROOT = Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ECHEANCE_BINARY", str(ROOT / "build/release/echeance"))
#: The service refuses variables of its prefix that it does not know, such as the tests' own.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("ECHEANCE_")}


class Contract:
    """openapi.yaml as a judge of answers, independent of the service's own evaluator."""

    def __init__(self):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.document = yaml.load((ROOT / "openapi.yaml").read_text(), Loader=loader)
        self.resolver = RefResolver("", self.document)
        self.routes = []
        for path, item in self.document["paths"].items():
            pattern = re.compile("^" + re.sub(r"\\\{\w+\\\}", "[^/:]+", re.escape(path)) + "$")
            for method, operation in item.items():
                if method in ("get", "put", "post", "patch", "delete"):
                    self.routes.append((method.upper(), pattern, operation))
        self.validators = {}
        self.seen = set()

    def resolve(self, node):
        while "$ref" in node:
            node = self.resolver.resolve(node["$ref"])[1]
        return node

    def operation(self, method, path):
        for candidate, pattern, operation in self.routes:
            if candidate == ("GET" if method == "HEAD" else method) and pattern.match(path):
                return operation
        return None

    def check(self, method, target, status, headers, body):
        operation = self.operation(method, target.split("?")[0])
        if operation is None:
            assert status in (404, 405, 400, 401, 429, 503), f"{method} {target}: undocumented {status}"
            return
        name = operation["operationId"]
        self.seen.add((name, status))
        answers = operation["responses"]
        assert str(status) in answers, f"{name} answers {status}, which its contract does not have: {body[:300]}"
        answer = self.resolve(answers[str(status)])
        for header, declared in answer.get("headers", {}).items():
            if self.resolve(declared).get("required"):
                assert headers.get(header.lower()) is not None, f"{name} {status}: no {header}"
        content = answer.get("content")
        kind = headers.get("content-type", "").split(";")[0]
        if not content or method == "HEAD" or not body:
            assert content is None or method == "HEAD" or status == 304, f"{name} {status}: empty body"
            return
        assert kind in content, f"{name} {status}: undocumented type {kind}"
        schema = content[kind].get("schema")
        if not kind.endswith("json") or not schema:
            return
        key = (name, status, kind)
        if key not in self.validators:
            self.validators[key] = Draft202012Validator(
                schema, resolver=self.resolver, format_checker=Draft202012Validator.FORMAT_CHECKER)
        # The schema of a stream is that of each line; of a long one, its ends are judged.
        documents = body.splitlines() if kind.endswith("ndjson") else [body]
        for document in documents[:50] + documents[50:][-50:]:
            errors = list(self.validators[key].iter_errors(json.loads(document)))
            assert not errors, f"{name} {status}: {errors[0].json_path} {errors[0].message[:300]}"


CONTRACT = None


def contract():
    global CONTRACT
    if CONTRACT is None:
        CONTRACT = Contract()
    return CONTRACT


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def lines(self):
        return [json.loads(line) for line in self.body.splitlines() if line]

    def __repr__(self):
        return f"<{self.status} {self.body[:400]!r}>"


class Client:
    """One keep-alive connection with one token."""

    def __init__(self, port, token, timeout=60):
        self.port, self.token, self.timeout = port, token, timeout
        self.connection = None

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def call(self, method, target, body=None, headers=None, check=True):
        fields = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
            fields["Content-Type"] = "application/json"
        if isinstance(body, str):
            body = body.encode()
        fields.update(headers or {})
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        try:
            self.connection.request(method, target, body=body, headers=fields)
            reply = self.connection.getresponse()
            content = reply.read()
        except Exception:
            self.close()
            raise
        if reply.will_close:
            self.close()
        answer = Answer(reply.status, {k.lower(): v for k, v in reply.getheaders()}, content)
        if check:
            contract().check(method, target, answer.status, answer.headers, answer.body)
        return answer

    def get(self, target, **more):
        return self.call("GET", target, **more)

    def post(self, target, body=None, **more):
        return self.call("POST", target, body, **more)

    def put(self, target, body=None, **more):
        return self.call("PUT", target, body, **more)

    def patch(self, target, body=None, **more):
        return self.call("PATCH", target, body, **more)


class Service:
    """`echeance serve` on a port of its choice and a folder of its own (kept when one is given)."""

    def __init__(self, as_of=None, data_dir=None, args=(), environment=None):
        self.own_dir = data_dir is None
        self.data_dir = Path(data_dir or tempfile.mkdtemp(prefix="echeance-test-"))
        self.as_of, self.args, self.environment = as_of, list(args), dict(environment or {})
        self.process, self.port, self.clients = None, None, []

    def start(self, wait=120):
        self.port_file = self.data_dir.parent / (self.data_dir.name + ".port")
        self.port_file.unlink(missing_ok=True)
        command = [BINARY, "serve", "--port", "0", "--data-dir", str(self.data_dir),
                   "--port-file", str(self.port_file)] + self.args
        if self.as_of:
            command += ["--as-of", self.as_of]
        if "--threads" not in self.args and "ECHEANCE_TEST_THREADS" in os.environ:
            command += ["--threads", os.environ["ECHEANCE_TEST_THREADS"]]
        self.log = open(str(self.data_dir) + ".log", "ab")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log,
                                        env={**ENVIRONMENT, **self.environment})
        deadline = time.monotonic() + wait
        while not (self.port_file.exists() and self.port_file.read_text().strip()):
            if self.process.poll() is not None:
                raise RuntimeError(f"the service ended with {self.process.returncode}: {self.log_text()[-2000:]}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"the service does not listen: {self.log_text()[-2000:]}")
            time.sleep(0.01)
        self.port = int(self.port_file.read_text())
        self.owner_token = (self.data_dir / "owner.token").read_text().strip()
        return self

    def replica(self, data_dir):
        """Another one before the same Redis, not started yet."""
        Path(data_dir).mkdir()
        shutil.copy(self.data_dir / "owner.token", Path(data_dir) / "owner.token")
        return Service(as_of=self.as_of, data_dir=data_dir, args=self.args, environment=self.environment)

    def log_text(self):
        return Path(str(self.data_dir) + ".log").read_text(errors="replace")

    def client(self, token=None):
        client = Client(self.port, self.owner_token if token is None else token)
        self.clients.append(client)
        return client

    def token(self, name, *scopes, doctor=None, tenant=None):
        command = [BINARY, "token", "create", "--name", name, "--data-dir", str(self.data_dir)]
        for scope in scopes:
            command += ["--scope", scope]
        if doctor:
            command += ["--doctor", doctor]
        if tenant:
            command += ["--tenant", tenant]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=ENVIRONMENT)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def redis_pids(self):
        out = subprocess.run(["pgrep", "-P", str(self.process.pid), "redis-server"],
                             capture_output=True, text=True).stdout.split()
        return [int(pid) for pid in out]

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, sig=signal.SIGTERM, wait=30):
        for client in self.clients:
            client.close()
        self.clients = []
        if self.process and self.process.poll() is None:
            self.process.send_signal(sig)
            code = self.process.wait(wait)
            if code != 0:
                raise RuntimeError(f"the service ended with {code}: {self.log_text()[-3000:]}")

    def __enter__(self):
        try:
            return self.start()
        except BaseException:
            if self.process and self.process.poll() is None:
                self.kill()
            raise

    def __exit__(self, *failure):
        try:
            self.stop()
        finally:
            if self.process and self.process.poll() is None:
                self.kill()
            self.log.close()
            if self.own_dir and not failure[0]:
                shutil.rmtree(self.data_dir, ignore_errors=True)
                Path(str(self.data_dir) + ".log").unlink(missing_ok=True)
            self.port_file.unlink(missing_ok=True)


def eventually(condition, within=30, every=0.02):
    """Polls until true; the bound is for a broken service, not a pace."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        result = condition()
        if result:
            return result
        time.sleep(every)
    raise AssertionError("did not come true in time")
