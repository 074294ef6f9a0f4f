// SPDX-License-Identifier: EUPL-1.2
// The main job through a client generated from openapi.yaml: main_job.js CONTRACT_JSON URL TOKEN TODAY.
// Every answer is judged by its schema on the way in; exit 1 when one is wrong or not the one expected.
import { isDeepStrictEqual } from "node:util";
import createClient from "openapi-fetch";
import type { components, paths } from "./contract.js";
import { Contract } from "./judge.js";

type FileInput = components["schemas"]["FileInput"];
type File = components["schemas"]["File"];
type DoctorInput = components["schemas"]["DoctorInput"];

const [contractFile, baseUrl, token, today] = process.argv.slice(2) as [string, string, string, string];
const contract = new Contract(contractFile);
const called = new Set<string>();
let faults = 0;
let judged = 0;

function fault(text: string): void {
    faults += 1;
    console.error(`fault: ${text}`);
}

/** What the test knows, and the service must say. */
function same(what: string, got: unknown, expected: unknown): void {
    if (!isDeepStrictEqual(got, expected)) {
        fault(`${what}: ${JSON.stringify(got)} instead of ${JSON.stringify(expected)}`);
    }
}

const client = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });
client.use({
    async onResponse({ request, response, schemaPath }) {
        const operation = contract.operation(request.method, schemaPath);
        const body = await response.clone().text();
        const answer = { status: response.status, header: (name: string) => response.headers.get(name), body };
        for (const wrong of contract.judge(operation, answer)) {
            fault(`${operation.name} ${response.status}: ${wrong}: ${body.slice(0, 400)}`);
        }
        called.add(operation.name);
        judged += 1;
        return undefined;
    },
});

/** The answer itself, as JSON (some have a second form, which is not asked for); a refusal ends the job. */
async function ok<T>(what: string, call: Promise<{ data?: T; error?: unknown; response: Response }>) {
    const { data, error, response } = await call;
    if (!response.ok || data === undefined) {
        throw new Error(`${what}: ${response.status} ${JSON.stringify(error)}`);
    }
    return { data: data as Exclude<T, string>, etag: response.headers.get("ETag") ?? "" };
}

/** A refusal, by its code. */
async function refused(what: string, code: components["schemas"]["ProblemCode"],
                       call: Promise<{ error?: unknown; response: Response }>): Promise<void> {
    const { error, response } = await call;
    const problem = error as components["schemas"]["Problem"] | undefined;
    same(`${what} (${response.status})`, problem?.code, code);
}

let serial = 0;
function facts(more: Partial<FileInput> = {}): FileInput {
    serial += 1;
    return {
        reference: `TS-${String(serial).padStart(4, "0")}`, filed_on: "2026-09-01", complete_on: "2026-09-03",
        stage: "adult", sector: "92004", procedure: "normal",
        requests: [{ right: "PCH", nature: "first" }], ...more,
    };
}

const ndjson = (lines: object[]): string => lines.map((line) => JSON.stringify(line) + "\n").join("");
const linesOf = (text: unknown): Record<string, unknown>[] =>
    String(text).split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
/** A stream goes out as it is. */
const asText = { bodySerializer: (body: unknown) => body as string, parseAs: "text" } as const;
const streamed = { headers: { "Content-Type": "application/x-ndjson" }, ...asText } as const;
const at = (id: string) => ({ params: { path: { id } } });

const senior: DoctorInput = { kind: "titular", specialty: "psychiatrist", skills: ["psychiatry"], minutes_per_week: 1750 };
const junior: DoctorInput = {
    kind: "supervised", minutes_per_week: 1750, supervisors: ["S1"], authorised: { from: "2026-01-01" },
};

async function doctors(): Promise<void> {
    const made = await ok("a doctor", client.PUT("/v1/doctors/{id}", { ...at("S1"), body: senior }));
    same("the doctor's kind", made.data.kind, "titular");
    await ok("a supervised doctor", client.PUT("/v1/doctors/{id}", { ...at("J1"), body: junior }));
    const stream = await ok("doctors of a stream", client.POST("/v1/doctors:import", {
        ...streamed, body: ndjson([{ id: "S2", ...senior }, { id: "S1", ...senior }]) }));
    same("the stream", linesOf(stream.data).map((line) => line["status"]), ["created", "unchanged", undefined]);
    const read = await ok("the doctor", client.GET("/v1/doctors/{id}", at("S2")));
    const amended = await ok("an amended doctor", client.PATCH("/v1/doctors/{id}", {
        params: { path: { id: "S2" }, header: { "If-Match": read.etag } }, body: { minutes_per_week: 0 } }));
    same("the capacity", amended.data.minutes_per_week, 0);
    const list = await ok("the doctors", client.GET("/v1/doctors", { params: { query: { limit: 500 } } }));
    same("who is known", list.data.doctors.map((doctor) => doctor.id), ["J1", "S1", "S2"]);
    const again = await client.GET("/v1/doctors/{id}", {
        params: { path: { id: "S2" }, header: { "If-None-Match": amended.etag } } });
    same("a doctor already held", again.response.status, 304);
    // @ts-expect-error a word that `kind` does not have
    await refused("another kind", "invalid_input", client.PUT("/v1/doctors/{id}", { ...at("X1"), body: { kind: "chief" } }));
}

async function files(): Promise<void> {
    const body = facts();
    const header = { "Idempotency-Key": "ts-1" };
    const first = await ok("a file", client.POST("/v1/files", { body, params: { header } }));
    const replay = await ok("the same attempt", client.POST("/v1/files", { body, params: { header } }));
    same("an attempt made twice", replay.data, first.data);
    await refused("the reference again", "already_exists", client.POST("/v1/files", { body: { ...body, stage: "child" } }));
    await ok("a dry run", client.POST("/v1/files", { body: facts({ reference: "TS-DRY" }), params: { query: { dry_run: true } } }));

    const { complete_on: _, ...incomplete } = facts();
    const stream = await ok("a stream", client.POST("/v1/files:import", {
        ...streamed, body: ndjson([body, facts(), facts(), incomplete, { ...facts(), sector: "Nanterre" }]) }));
    const statuses = linesOf(stream.data).map((line) => line["status"]);
    same("the stream", statuses, ["unchanged", "created", "created", "created", "rejected", undefined]);
    const filed = await ok("filed files", client.GET("/v1/files", { params: { query: { state: "filed", sort: "filed_on" } } }));
    same("what is filed", filed.data.files.map((file) => file.reference), [incomplete.reference]);
    const completed = await ok("completed", client.POST("/v1/files/{id}:complete", {
        ...at(filed.data.files[0]!.id), body: { complete_on: "2026-09-10" } }));
    same("its state", completed.data.state, "queued");

    // @ts-expect-error `requests` is missing
    const short: FileInput = { reference: "TS-S", filed_on: "2026-09-01", stage: "adult", sector: "92004" };
    await refused("a file without requests", "invalid_input", client.POST("/v1/files", { body: short }));
    await refused("another right", "invalid_input", client.POST("/v1/files", {
        // @ts-expect-error a right that there is not
        body: facts({ requests: [{ right: "RSA", nature: "first" }] }) }));
    const named = { ...facts(), name: "Dupont" }; // types do not see it, the service does
    await refused("a name", "invalid_input", client.POST("/v1/files", { body: named }));
}

async function pages(): Promise<void> {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
        const page = await ok("a page", client.GET("/v1/files", {
            params: { query: { limit: 2, sort: "-due_on", ...(cursor ? { cursor } : {}) } } }));
        seen.push(...page.data.files.map((file) => file.id));
        cursor = page.data.next_cursor;
    } while (cursor);
    same("every file once", [seen.length, new Set(seen).size], [4, 4]);
    await refused("an odd order", "invalid_input", client.GET("/v1/files", {
        // @ts-expect-error an order that there is not
        params: { query: { sort: "name" } } }));
}

async function amend(id: string): Promise<void> {
    const read = await ok("the file", client.GET("/v1/files/{id}", at(id)));
    const patched = await ok("amended", client.PATCH("/v1/files/{id}", {
        params: { path: { id }, header: { "If-Match": read.etag } },
        headers: { "Content-Type": "application/merge-patch+json" },
        body: { expected_minutes: 45, required_skills: null } }));
    same("what was amended", [patched.data.expected_minutes, patched.data.revision], [45, read.data.revision + 1]);
    await refused("a stale edit", "stale_revision", client.PATCH("/v1/files/{id}", {
        params: { path: { id }, header: { "If-Match": read.etag } }, body: { expected_minutes: 50 } }));
    await refused("an edit without its base", "precondition_required",
        // @ts-expect-error If-Match is needed
        client.PATCH("/v1/files/{id}", { params: { path: { id } }, body: { expected_minutes: 50 } }));
}

/** The most pressing file, from the queue to its notification. */
async function evaluate(doctor: string): Promise<File> {
    const claim = await ok("a claim", client.POST("/v1/doctors/{id}:claim", { ...at(doctor), body: { count: 1 } }));
    const id = claim.data.files[0]?.id;
    if (id === undefined) throw new Error(`${doctor} is given nothing`);
    await amend(id);
    const work = await ok("the worklist", client.GET("/v1/doctors/{id}/worklist", at(doctor)));
    same("what they hold", work.data.files.map((file) => file.id), [id]);
    await ok("started", client.POST("/v1/files/{id}:start", { ...at(id), body: { on: today } }));
    await ok("not yet conclusive", client.POST("/v1/files/{id}:submit-evaluation", {
        ...at(id), body: { minutes_spent: 10, outcome: "needs_visit" } }));
    let file = await ok("conclusive", client.POST("/v1/files/{id}:submit-evaluation", {
        ...at(id), body: { minutes_spent: 20, outcome: "conclusive" } }));
    same("what was spent", file.data.evaluation?.minutes_spent, 30);
    if (file.data.state === "awaiting_countersignature") {
        await ok("returned", client.POST("/v1/files/{id}:return", { ...at(id), body: { supervisor: "S1" } }));
        await ok("again", client.POST("/v1/files/{id}:submit-evaluation", {
            ...at(id), body: { minutes_spent: 5, outcome: "conclusive" } }));
        file = await ok("countersigned", client.POST("/v1/files/{id}:countersign", { ...at(id), body: { supervisor: "S1" } }));
        same("who countersigned", file.data.evaluation?.countersigned_by, "S1");
    }
    same("its state", file.data.state, "evaluated");
    const decisions = file.data.requests.map(({ right }) => ({ right, decision: "refused" as const, decided_on: today }));
    await ok("decided", client.POST("/v1/files/{id}:decide", {
        ...at(id), params: { path: { id }, header: { "If-Match": file.etag } }, body: { decisions } }));
    const corrected = await ok("corrected", client.POST("/v1/files/{id}:correct-decisions", {
        ...at(id), body: { decisions: [{ right: "PCH", decision: "granted", decided_on: today }] } }));
    same("the decision", corrected.data.requests.find(({ right }) => right === "PCH")?.decision, "granted");
    const notified = await ok("notified", client.POST("/v1/files/{id}:notify", { ...at(id), body: {} }));
    same("its state", [notified.data.state, notified.data.notified_on], ["notified", today]);
    return notified.data;
}

async function lookBack(file: File): Promise<void> {
    const history = await ok("its history", client.GET("/v1/files/{id}/history", at(file.id)));
    same("events of a file", history.data.events.map((event) => event.revision),
         Array.from({ length: file.revision }, (_, n) => n + 1));
    const clocks = await ok("its clocks", client.GET("/v1/files/{id}/clocks", at(file.id)));
    same("the clocks beside it", clocks.data.clocks, file.clocks);
    same("a clock that met its limit", clocks.data.clocks.find((each) => each.clock === "legal")?.state, "met");
    const appealed = await ok("appealed", client.POST("/v1/files/{id}:appeal", { ...at(file.id), body: { rights: ["PCH"] } }));
    same("the second round", [appealed.data.round, appealed.data.state], [2, "queued"]);
    const who = await ok("who may", client.GET("/v1/files/{id}/eligible-doctors", at(file.id)));
    const former = who.data.doctors.find((doctor) => doctor.doctor === file.evaluation?.doctor);
    same("the former evaluator", former?.rules.find((rule) => rule.rule === "same_evaluator")?.passed, false);
    await ok("withdrawn", client.POST("/v1/files/{id}:withdraw", at(file.id)));
}

/** Every statistic of delays, on what the other steps have left. */
async function delays(): Promise<void> {
    const period = { from: "2026-01-01", until: today };
    const times = await ok("processing times", client.GET("/v1/statistics/processing-times", { params: {
        query: { ...period, clock: "barometer", group_by: "right,month" } } }));
    same("requests decided today", times.data.groups.some((group) => (group.n ?? 0) > 0), true);
    const flow = await ok("the flow", client.GET("/v1/statistics/flow", { params: { query: { ...period, period: "month" } } }));
    for (const row of flow.data.periods) {
        const { opening, received, reopened, decided, withdrawn, purged } = row;
        same("what is left of a month", row.closing, opening + received + reopened - decided - withdrawn - purged);
    }
    const compared = await ok("a reduction", client.GET("/v1/statistics/delay-reduction", { params: {
        query: { ...period, baseline_from: "2025-01-01", baseline_until: "2025-12-31" } } }));
    same("nothing to compare with", compared.data.baseline.n, 0);
    const stages = await ok("stage times", client.GET("/v1/statistics/stage-times", { params: { query: period } }));
    same("the sum of the stages", stages.data.stages.reduce((sum, { days }) => sum + days, 0), stages.data.total_days);
    const capacity = await ok("the capacity", client.GET("/v1/statistics/capacity", { params: { query: { weeks: 2 } } }));
    same("weeks", capacity.data.weeks.length, 2);
}

/** A file that goes back and forth before it is evaluated. */
async function detours(): Promise<void> {
    const { data: { id } } = await ok("a file", client.POST("/v1/files", { body: facts({ stage: "child" }) }));
    await ok("assigned", client.POST("/v1/files/{id}:assign", { ...at(id), body: { doctor: "S1", reason: "quorum" } }));
    await ok("released", client.POST("/v1/files/{id}:release", { ...at(id), body: {} }));
    await ok("assigned", client.POST("/v1/files/{id}:assign", { ...at(id), body: { doctor: "J1" } }));
    const declined = await ok("declined", client.POST("/v1/files/{id}:decline", { ...at(id), body: { reason: "too_complex" } }));
    same("who declined", declined.data.excluded_doctors, [{ doctor: "J1", reason: "declined" }]);
    const suspended = await ok("suspended", client.POST("/v1/files/{id}:suspend", { ...at(id), body: {
        reason: "missing_document", documents: ["medical_certificate"], time_limit_on: "2027-01-15" } }));
    same("a file that waits", suspended.data.suspended, true);
    const resumed = await ok("resumed", client.POST("/v1/files/{id}:resume", { ...at(id), body: { received_on: today } }));
    same("a file that goes on", resumed.data.suspended, false);
    await refused("a step too early", "state_conflict", client.POST("/v1/files/{id}:notify", at(id)));
    await refused("a file that is not", "not_found", client.GET("/v1/files/{id}", at("0000000000000000")));
    await refused("a decision of no kind", "invalid_input", client.POST("/v1/files/{id}:decide", {
        // @ts-expect-error a decision that there is not
        ...at(id), body: { decisions: [{ right: "PCH", decision: "maybe" }] } }));
}

/** A plan, what it would assign, and its assignment. */
async function plans(): Promise<void> {
    await ok("a file to plan", client.POST("/v1/files", { body: facts({ stage: "adult", modality: "visit" }) }));
    const begun = await ok("a plan", client.POST("/v1/assignment-plans", {
        body: { horizon_days: 7, doctors: ["S1"], objective: { preference_per_minute: 7 } } }));
    const made = await over(begun.data.id);
    same("who gets it", made.assignments?.map((each) => each.doctor), made.assignments?.map(() => "S1"));
    same("by which weights", made.weights?.preference_per_minute, 7);
    if ((made.bound ?? 0) > (made.objective ?? 0)) fault("a plan below its bound");
    const commit = await ok("its assignment", client.POST("/v1/assignment-plans/{id}:commit", at(begun.data.id)));
    const { assigned = 0, changed = [] } = await over(commit.data.id);
    same("all of it", assigned + changed.length, made.assignments?.length);
    await refused("what is over", "state_conflict", client.DELETE("/v1/operations/{id}", at(begun.data.id)));
    const left = await ok("a plan to cancel", client.POST("/v1/assignment-plans", { body: {} }));
    await client.DELETE("/v1/operations/{id}", at(left.data.id)); // 200, or 409 when it was quicker
}

/** What more doctors would change, what a person may expect, and what past forecasts were worth. */
async function forecasts(): Promise<void> {
    const { data: { id } } = await ok("a file to tell of", client.POST("/v1/files", { body: facts({ stage: "adult" }) }));
    const begun = await ok("a forecast", client.POST("/v1/forecasts", { body: {
        horizon_days: 56, replications: 5, seed: 3, doctors_added: [{ kind: "titular", count: 2, from: today }] } }));
    const made = await over(begun.data.id);
    same("its seed", made.seed, 3);
    same("an effect for each doctor", made.marginal?.map((each) => each.kind), ["titular", "titular"]);
    same("weeks alike", made.scenario?.weeks.map((week) => week.on), made.today?.weeks.map((week) => week.on));
    await refused("a leave of nobody", "invalid_input", client.POST("/v1/forecasts", { body: {
        doctors_leaving: [{ doctor: "NOBODY", from: today }] } }));
    const outlook = await ok("an outlook", client.GET("/v1/files/{id}/outlook", at(id)));
    same("of a file that waits", outlook.data.stage, "waiting");
    for (let answered = false; !answered;) { // made by itself, some seconds after the first file
        const standing = await client.GET("/v1/forecasts");
        answered = standing.data !== undefined;
    }
    const backtest = await ok("a backtest", client.GET("/v1/forecasts/backtest"));
    same("no past to hold it against", backtest.data.forecasts, []);
    await ok("files at risk", client.GET("/v1/files", { params: { query: { at_risk: "0.5" } } }));
}

/** The operation, once it is over. */
async function over(id: string) {
    for (;;) {
        const { data } = await ok("an operation", client.GET("/v1/operations/{id}", at(id)));
        if (data.state === "failed") fault(`the operation ${id} failed`);
        if (data.state !== "pending" && data.state !== "running") return data;
    }
}

async function configuration(): Promise<void> {
    for (const section of ["targets", "priorities", "calendars", "minutes"] as const) {
        const path = { section };
        const { data, etag } = await ok(section, client.GET("/v1/configuration/{section}", { params: { path } }));
        same(section, [data.section, data.version, etag], [section, 0, '"0"']);
        const { section: _, version: __, created_at: ___, created_by: ____, ...body } = data;
        const put = await ok(`${section} put`, client.PUT("/v1/configuration/{section}", {
            params: { path, header: { "If-Match": etag } }, body }));
        same(`${section}, its version`, put.data.version, 1);
        const { data: { versions } } = await ok("versions",
            client.GET("/v1/configuration/{section}/versions", { params: { path } }));
        same("versions, newest first", versions.map((version) => version.version), [1, 0]);
        await refused("a stale put", "stale_revision", client.PUT("/v1/configuration/{section}", {
            params: { path, header: { "If-Match": etag } }, body }));
    }
}

async function statistics(): Promise<void> {
    for (const group_by of ["state", "right", "stage", "sector", "due", "age"] as const) {
        const { data } = await ok("a backlog", client.GET("/v1/statistics/backlog", { params: { query: { group_by } } }));
        same("the day it counts", data.as_of, today);
        for (const group of data.groups) same("its keys", Object.keys(group.key), [group_by]);
    }
    await ok("a backlog without groups", client.GET("/v1/statistics/backlog"));
    await delays();
    const integrity = await ok("integrity", client.GET("/v1/integrity"));
    if (!integrity.data.ok) fault(`integrity: ${JSON.stringify(integrity.data)}`);
}

async function events(): Promise<void> {
    const ids: string[] = [];
    for (let after: string | undefined; ;) {
        const { data } = await ok("events", client.GET("/v1/events", {
            params: { query: { limit: 10, ...(after ? { after } : {}) } } }));
        ids.push(...data.events.map((event) => event.id));
        if (data.events.length === 0 || data.next_cursor === undefined) break;
        after = data.next_cursor;
    }
    const exported = linesOf((await ok("an export", client.GET("/v1/export", { parseAs: "text" }))).data);
    same("the head of an export", exported[0]?.["export"], "echeance");
    same("its trailer", exported.at(-1), { events: exported.length - 2 });
    same("exported events", exported.slice(1, -1).map((event) => event["id"]), ids);
    await refused("a restore over what is there", "state_conflict", client.POST("/v1/import", {
        ...streamed, body: ndjson(exported) as never }));
}

async function service(): Promise<void> {
    await ok("livez", client.GET("/livez"));
    await ok("readyz", client.GET("/readyz"));
    await ok("metrics", client.GET("/metrics", { parseAs: "text" }));
    await ok("the dashboard", client.GET("/", { parseAs: "text" }));
    await ok("a file of it", client.GET("/dashboard/{folder}/{name}", {
        params: { path: { folder: "app", name: "start.js" } }, parseAs: "text" }));
    await refused("a file it has not", "not_found", client.GET("/dashboard/{folder}/{name}", {
        params: { path: { folder: "app", name: "claim.lua" } }, parseAs: "text" }));
    await ok("openapi.yaml", client.GET("/openapi.yaml", { parseAs: "text" }));
    const published = await ok("openapi.json", client.GET("/openapi.json"));
    same("that it is ours", isDeepStrictEqual(published.data, contract.document), true);
}

try {
    await doctors();
    await files();
    await pages();
    await detours();
    for (const doctor of ["S1", "J1"]) await lookBack(await evaluate(doctor));
    await plans();
    await forecasts();
    await configuration();
    await statistics();
    await events();
    await service();
} catch (error) {
    fault(String(error));
}
const missed = contract.operations.filter((each) => !called.has(each.name)).map((each) => each.name);
if (missed.length > 0) fault(`operations never called: ${missed.join(", ")}`);
console.log(`${judged} answers of ${called.size} operations judged, ${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
