// SPDX-License-Identifier: EUPL-1.2
// Sends what the contract allows, and what it does not, to every operation:
// fuzz.js CONTRACT_JSON URL TOKEN TODAY SEED RUNS. Whatever comes, an answer is documented, valid by its
// schema, in time and no 5xx (but a full workshop's 503); a body that its schema refuses is refused, and one it allows is read.
import { Agent, request as send, type IncomingHttpHeaders } from "node:http";
import fc from "fast-check";
import { Generators, type Known, type Sent } from "./generators.js";
import { type Answer, Contract, type Operation } from "./judge.js";

const [contractFile, baseUrl, token, today, seedText, runsText] =
    process.argv.slice(2) as [string, string, string, string, string, string];
const ANSWER_WITHIN_MS = 20_000;
/** What a request that the contract allows never gets. */
const UNDESERVED = new Set([400, 401, 403, 405, 406, 413, 415, 431]);
const contract = new Contract(contractFile);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const statuses = new Map<number, number>();

function call(method: string, target: string, headers: Record<string, string>, body: string | null): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const fields: Record<string, string | number> = { Authorization: `Bearer ${token}`, ...headers };
        if (body !== null) fields["Content-Length"] = Buffer.byteLength(body);
        const outgoing = send(new URL(baseUrl), { method, path: target, headers: fields, agent }, (incoming) => {
            const pieces: Buffer[] = [];
            incoming.on("data", (piece: Buffer) => pieces.push(piece));
            incoming.on("error", reject);
            incoming.on("end", () => resolve(answerOf(incoming.statusCode ?? 0, incoming.headers, pieces)));
        });
        outgoing.setTimeout(ANSWER_WITHIN_MS, () => outgoing.destroy(new Error("no answer in time")));
        outgoing.on("error", reject);
        outgoing.end(body ?? undefined);
    });
}

function answerOf(status: number, headers: IncomingHttpHeaders, pieces: Buffer[]): Answer {
    const header = (name: string) => {
        const value = headers[name.toLowerCase()];
        return Array.isArray(value) ? value.join(", ") : value;
    };
    return { status, header, body: Buffer.concat(pieces).toString("utf8") };
}

/** What the whole body's schema says; undefined where only lines have one or nobody reads it. */
function isAllowed(operation: Operation, sent: Sent): boolean | undefined {
    const pointer = operation.bodyPointers.get(sent.headers["Content-Type"] ?? "");
    if (pointer === undefined || sent.body === null || !sent.headers["Content-Type"]!.endsWith("json")) return undefined;
    if (sent.headers["Content-Type"]!.endsWith("ndjson")) return undefined;
    if (sent.body === "" && !operation.bodyRequired) return true;
    try {
        // A reader may ignore a byte order mark (RFC 8259, 8.1).
        return contract.faults(pointer, JSON.parse(sent.body.replace(/^\ufeff/, ""))).length === 0;
    } catch {
        return false;
    }
}

/** Long work is turned away while enough of it is under way. */
function isTurnedAway(operation: Operation, answer: Answer): boolean {
    const beginsWork = "202" in (operation.node["responses"] as object);
    return beginsWork && answer.status === 503 && JSON.parse(answer.body).code === "overloaded";
}

function faultsOf(operation: Operation, sent: Sent, answer: Answer): string[] {
    if (answer.status >= 500 && !isTurnedAway(operation, answer)) return [`a ${answer.status}`];
    const wrong = contract.judge(operation, answer, sent.method === "HEAD");
    const allowed = isAllowed(operation, sent);
    if (allowed === false && answer.status < 400) wrong.push("a body that its schema refuses was taken");
    const isBaseless = answer.status === 428 && sent.headers["If-Match"] !== undefined;
    if (sent.spoilt.length === 0 && (isBaseless || UNDESERVED.has(answer.status))) {
        wrong.push(`a request that the contract allows was answered ${answer.status}`);
    }
    const problem = answer.status === 422 && sent.method !== "HEAD" ? JSON.parse(answer.body) : undefined;
    if (problem?.code === "invalid_input" && !(problem.errors?.length > 0)) wrong.push("a 422 that names no field");
    return wrong;
}

function asCommand(sent: Sent): string {
    const headers = Object.entries(sent.headers)
        .map(([name, value]) => `-H ${JSON.stringify(`${name}: ${value}`.slice(0, 200))}`);
    const body = sent.body === null ? "" : ` --data-binary ${JSON.stringify(sent.body.slice(0, 1500))}`;
    return `curl -X ${sent.method} ${headers.join(" ")} ${JSON.stringify(sent.target)}${body}`;
}

async function probe(operation: Operation, sent: Sent): Promise<void> {
    let answer: Answer;
    try {
        answer = await call(sent.method, sent.target, sent.headers, sent.body);
    } catch (error) {
        throw new Error(`${error}\n    ${asCommand(sent)}`);
    }
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
    const wrong = faultsOf(operation, sent, answer);
    if (wrong.length > 0) {
        throw new Error(`${wrong.join("; ")} (spoilt: ${sent.spoilt.join(", ") || "nothing"})\n    ${asCommand(sent)}\n`
            + `    ${answer.status} ${answer.body.slice(0, 600)}`);
    }
}

/** Doctors, and files in every state that a few steps reach. */
async function prepare(): Promise<Known> {
    const json = { "Content-Type": "application/json" };
    const must = async (method: string, target: string, body: object, headers = {}) => {
        const answer = await call(method, target, { ...json, ...headers }, JSON.stringify(body));
        if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${answer.body}`);
        return JSON.parse(answer.body);
    };
    const doctors = ["D1", "D2", "J1"];
    for (const id of doctors) {
        const supervised = { kind: "supervised", supervisors: ["D1"], authorised: { from: "2026-01-01" } };
        await must("PUT", `/v1/doctors/${id}`, {
            ...(id === "J1" ? supervised : { kind: "titular" }), minutes_per_week: 3000 });
    }
    const steps: [string, object][] = [
        ["assign", { doctor: "D1" }], ["start", {}], ["submit-evaluation", { minutes_spent: 9, outcome: "conclusive" }],
        ["decide", { decisions: [{ right: "PCH", decision: "refused" }] }], ["notify", {}],
    ];
    const files: string[] = [];
    for (let n = 0; n < 4 * (steps.length + 1); ++n) {
        const { id } = await must("POST", "/v1/files", {
            reference: `FUZZ-${n}`, filed_on: "2026-09-01", complete_on: "2026-09-03", stage: "adult", sector: "92004",
            requests: [{ right: "PCH", nature: "first" }] });
        for (const [verb, body] of steps.slice(0, n % (steps.length + 1))) await must("POST", `/v1/files/${id}:${verb}`, body);
        files.push(id);
    }
    return { today, files, doctors };
}

const seed = Number(seedText);
const generators = new Generators(contract, await prepare());
const failures: string[] = [];
for (const operation of contract.operations) {
    const property = fc.asyncProperty(generators.request(operation), (sent) => probe(operation, sent));
    const result = await fc.check(property, { seed, numRuns: Number(runsText), interruptAfterTimeLimit: 60_000 });
    if (result.failed) {
        const reason = result.errorInstance instanceof Error ? result.errorInstance.message : "stopped for its time";
        failures.push(`${operation.name}: ${reason}`);
    }
}
agent.destroy();
const total = [...statuses.values()].reduce((sum, count) => sum + count, 0);
const table = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`).join(", ");
console.log(`seed ${seed}: ${total} requests of ${contract.operations.length} operations; ${table}`);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
