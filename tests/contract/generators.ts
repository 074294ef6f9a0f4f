// SPDX-License-Identifier: EUPL-1.2
// Requests drawn from the contract alone: bodies and parameters by their schemas, and ways to spoil them.
import fc, { type Arbitrary } from "fast-check";
import { type Contract, type Json, type Node, type Operation } from "./judge.js";

/** What really exists, so that most requests get past their lookups. */
export interface Known {
    today: string;
    files: string[];
    doctors: string[];
}

export interface Sent {
    operation: string;
    method: string;
    target: string;
    headers: Record<string, string>;
    body: string | null;
    /** What was spoilt; empty when the contract allows the request. */
    spoilt: string[];
}

type Spoiler = (body: string) => string;

const NIR = "1 84 12 76 451 089 46";
const hostile: Json[] = [
    null, true, -1, 0, 1.5, 1e21, -2147483649, 9007199254740993, "", " ", "\u0000", "\ud800", "é".repeat(300),
    "2026-02-30", "0000-00-00", "9999-12-31", "'; DROP", "../../etc", NIR, "x".repeat(5000), [], [[]], {}, { "": {} },
];

/** Every place in a value: the path to it. */
function places(value: Json, at: (string | number)[] = []): (string | number)[][] {
    if (value === null || typeof value !== "object") return [at];
    const inner = Array.isArray(value) ? value.map((each, n) => places(each, [...at, n]))
        : Object.entries(value).map(([name, each]) => places(each, [...at, name]));
    return [at, ...inner.flat()];
}

function replaced(value: Json, at: (string | number)[], by: Json): Json {
    const [first, ...rest] = at;
    if (first === undefined) return by;
    if (Array.isArray(value)) return value.map((each, n) => (n === first ? replaced(each, rest, by) : each));
    return { ...(value as Node), [first]: replaced((value as Node)[first]!, rest, by) };
}

function without(value: Json, at: (string | number)[]): Json {
    const [first, ...rest] = at;
    if (first === undefined) return value;
    if (Array.isArray(value)) {
        return rest.length === 0 ? value.filter((_, n) => n !== first)
            : value.map((each, n) => (n === first ? without(each, rest) : each));
    }
    const copy = { ...(value as Node) };
    if (rest.length === 0) delete copy[first];
    else copy[first] = without(copy[first]!, rest);
    return copy;
}

/** A spoiler of a parsed body; of NDJSON, its first line. */
function structural(change: (value: Json, pick: number) => Json): Arbitrary<Spoiler> {
    return fc.nat().map((pick) => (body: string) => {
        const [first, ...rest] = body.split("\n");
        try {
            return [JSON.stringify(change(JSON.parse(first!), pick)), ...rest].join("\n");
        } catch {
            return body + "}";
        }
    });
}

function textual(change: (body: string) => string): Arbitrary<Spoiler> {
    return fc.constant(change);
}

function instead(text: Arbitrary<string>): Arbitrary<Spoiler> {
    return text.map((each) => () => each);
}

const bodySpoilers: Arbitrary<[string, Spoiler]> = fc.oneof(
    ...Object.entries({
        "a hostile value": fc.constantFrom(...hostile).chain((by) => structural((value, pick) => {
            const all = places(value);
            return replaced(value, all[pick % all.length]!, by);
        })),
        "a member gone": structural((value, pick) => {
            const all = places(value);
            return without(value, all[pick % all.length]!);
        }),
        "a member more": structural((value) => ({ ...(value as Node), surprise: 1 })),
        "a NIR": structural((value) => ({ ...(value as Node), reason: NIR, reference: NIR.replaceAll(" ", "") })),
        "cut short": fc.nat(200).map((n): Spoiler => (body) => body.slice(0, n)),
        "huge numbers": textual((body) => body.replace(/:\d+/g, ":1e400")),
        "odd numbers": textual((body) => body.replace(/:(\d+)/g, ":-$1.0000000000000000001")),
        "members twice": textual((body) => body.replace("{", '{"on":"2026-12-01","on":7,')),
        "deep nesting": textual(() => "[".repeat(20000)),
        "deep members": textual(() => '{"a":'.repeat(50) + "1" + "}".repeat(50)),
        "not JSON": instead(fc.constantFrom("nul", "{'a':1}", "\u0000", "\ufeff{}", "{}{}", "[1,]", "\"", "NaN", "", "\n\n")),
        "any JSON": instead(fc.json()),
    }).map(([name, spoiler]) => fc.tuple(fc.constant(name), spoiler)),
);

const oddHeaders: Arbitrary<[string, string]> = fc.constantFrom<[string, string]>(
    ["If-Match", "1"], ["If-Match", '"1'], ["If-Match", 'W/"1"'], ["If-Match", '"99999999999999999999999"'],
    ["If-Match", '"a","b"'], ["If-None-Match", "*"], ["If-None-Match", '""'], ["If-None-Match", ",,,"],
    ["Idempotency-Key", ""], ["Idempotency-Key", "k".repeat(129)], ["Idempotency-Key", "a b"],
    ["Accept", "text/html"], ["Accept", "*/*;q=0"], ["Accept", ";;;"], ["Accept-Language", "en;q=x,,fr"],
    ["traceparent", "00-0-0-0"], ["X-Request-Id", "x".repeat(500)], ["X-Request-Id", "\xe9\xff"],
    ["Content-Type", "text/plain"], ["Content-Type", "application/json; charset=latin1"], ["Content-Type", "/"],
    ["Content-Encoding", "gzip"], ["Expect", "100-continue"], ["Authorization", "Bearer nobody"],
    ["Authorization", "Basic eDp5"], ["Authorization", ""], ["Range", "bytes=0-1"], ["X-Filler", "f".repeat(9000)],
);

const oddQueries = fc.constantFrom(
    "limit=0", "limit=501", "limit=1e2", "limit=", "limit=5&limit=6", "limit=99999999999999999999", "cursor=x",
    "cursor=%00", "cursor=" + "A".repeat(513), "after=1-1", "after=0-0", "after=x", "after=99999999999999999999-0",
    "dry_run=maybe", "dry_run", "dry_run=true&dry_run=true", "surprise=1", "=", "&&", "%zz=1", "state=%zz", "sort=name",
    "overdue=1", "due_before=2026-02-30", `reference=${encodeURIComponent(NIR)}`, "sector=%F0%9F%92%A9", "group_by=%C3",
    "file=../x", "q=" + "a".repeat(4000),
);

const oddIds = fc.constantFrom("0", "0000000000000000", "x".repeat(64), "x".repeat(65), "é", "a/b", "a:b", "..", "\u0000",
                               "{id}", "*", "' OR 1", NIR, "0000000000000000:claim");

/** A file whose members agree with each other, which the schema alone cannot demand. */
function coherent(file: Node): Node {
    const { urgency_reason: _, urgency_requested_on: __, complete_on: ___, ...rest } = file;
    const rights = new Set<Json>();
    const requests = (file["requests"] as Node[])
        .filter(({ right }) => !rights.has(right!) && rights.add(right!))
        .map((each) => (each["current_right_ends_on"] === undefined ? each : { ...each, nature: "review" }));
    return { ...rest, requests, procedure: "normal", ...(file["complete_on"] ? { complete_on: file["filed_on"]! } : {}) };
}

export class Generators {
    private readonly named: Record<string, Arbitrary<Json>>;

    constructor(private readonly contract: Contract, private readonly known: Known) {
        const days = fc.integer({ min: -400, max: 60 }).map((days) => this.day(days));
        const doctors = fc.constantFrom(...known.doctors);
        this.named = {
            Day: fc.oneof({ weight: 3, arbitrary: fc.constant(known.today) }, { weight: 2, arbitrary: days }),
            RemovableDay: fc.oneof(days, fc.constant(null)),
            DoctorId: doctors,
            Sector: fc.constantFrom("92004", "92012", "2A004"),
            Skill: fc.constantFrom("psychiatry", "hearing"),
            RuleId: fc.constantFrom("a", "b.1", "c_2"),
            TimeZone: fc.constantFrom("Europe/Paris", "Indian/Reunion", "Mars/Olympus"),
            Reference: fc.nat(99999).map((n) => `F-${n}`),
        };
        const file = contract.deref({ $ref: "#/components/schemas/FileInput" });
        this.named["FileInput"] = fc.tuple(fc.nat(3), this.object(file))
            .map(([n, value]) => (n === 0 ? value : coherent(value as Node)));
    }

    private day(shift: number): string {
        const day = new Date(`${this.known.today}T12:00:00Z`);
        day.setUTCDate(day.getUTCDate() + shift);
        return day.toISOString().slice(0, 10);
    }

    /** Values that `schema` allows, with what really exists where it matters. */
    value(schema: Node): Arbitrary<Json> {
        const reference = schema["$ref"];
        if (typeof reference === "string") {
            const named = this.named[reference.split("/").at(-1)!];
            return named ?? this.value(this.contract.deref(schema));
        }
        if (schema["const"] !== undefined) return fc.constant(schema["const"]);
        if (Array.isArray(schema["enum"])) return fc.constantFrom(...schema["enum"]);
        const types = [schema["type"] ?? "object"].flat() as string[];
        return fc.oneof(...types.map((type) => this.typed(type, schema)));
    }

    private typed(type: string, schema: Node): Arbitrary<Json> {
        switch (type) {
            case "null": return fc.constant(null);
            case "boolean": return fc.boolean();
            case "integer":
                return fc.integer({ min: (schema["minimum"] ?? 0) as number,
                                    max: Math.min((schema["maximum"] ?? 1000) as number, 2147483647) });
            case "array": return this.array(schema);
            case "object": return this.object(schema);
            default: return this.text(schema);
        }
    }

    private text(schema: Node): Arbitrary<Json> {
        if (schema["format"] === "date") return this.named["Day"]!;
        if (typeof schema["pattern"] === "string") {
            // The length as well: one member of a pattern's language may be longer than `maxLength`.
            const most = (schema["maxLength"] ?? 1000) as number;
            return fc.stringMatching(new RegExp(schema["pattern"], "u")).filter((text) => text.length <= most);
        }
        return fc.string({ minLength: (schema["minLength"] ?? 0) as number, maxLength: 30 });
    }

    private array(schema: Node): Arbitrary<Json> {
        const item = this.value(schema["items"] as Node);
        const bounds = { minLength: (schema["minItems"] ?? 0) as number,
                         maxLength: Math.min((schema["maxItems"] ?? 4) as number, 4) };
        if (schema["uniqueItems"] !== true) return fc.array(item, bounds);
        return fc.uniqueArray(item, { ...bounds, selector: (each) => JSON.stringify(each) });
    }

    private object(schema: Node): Arbitrary<Json> {
        const members = Object.entries((schema["properties"] ?? {}) as Node)
            .map(([name, each]) => [name, this.value(each as Node)] as const);
        const requiredKeys = (schema["required"] ?? []) as string[];
        return fc.record(Object.fromEntries(members), { requiredKeys }) as Arbitrary<Json>;
    }

    private body(operation: Operation, kind: string): Arbitrary<string> {
        const value = this.value(operation.bodies.get(kind)!);
        if (kind === "text/csv") return this.csv(operation);
        if (!kind.endsWith("ndjson")) return value.map((each) => JSON.stringify(each));
        return fc.array(value, { maxLength: 5 }).map((lines) => lines.map((line) => JSON.stringify(line) + "\n").join(""));
    }

    /** The contract's own example, put out of order: CSV has no schema to draw from. */
    private csv(operation: Operation): Arbitrary<string> {
        const content = (operation.node["requestBody"] as Node)["content"] as Node;
        const example = (content["text/csv"] as Node)["example"] as string;
        const junk = fc.constantFrom(";", "\"", "\r\n", "\n", "|", "/", "é", "\u0000", "x".repeat(3000), NIR, "\ufeff");
        return fc.tuple(fc.nat(example.length), junk).map(([at, text]) => example.slice(0, at) + text + example.slice(at));
    }

    private id(operation: Operation): Arbitrary<{ text: string; odd: boolean }> {
        const section = operation.path.includes("{section}");
        const known = section ? ["targets", "priorities", "calendars", "minutes"]
            : operation.path.startsWith("/v1/files") ? this.known.files : this.known.doctors;
        return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...known).map((text) => ({ text, odd: false })) },
                        { weight: 1, arbitrary: oddIds.map((text) => ({ text, odd: true })) });
    }

    private query(operation: Operation): Arbitrary<string[]> {
        const declared = operation.parameters.filter((each) => each.place === "query");
        return fc.tuple(...declared.map((each) => {
            if (each.name === "cursor" || each.name === "after") return fc.constant("");
            const value = each.name === "file" ? fc.constantFrom(...this.known.files) : this.value(each.schema);
            return fc.option(value.map((one) => `${each.name}=${encodeURIComponent(String(one))}`), { nil: "" });
        })).map((all) => all.filter((one) => one !== ""));
    }

    private headers(operation: Operation): Arbitrary<Record<string, string>> {
        const conditions = operation.parameters.filter((each) => each.name === "If-Match");
        const required = conditions.some((each) => each.required);
        const condition = fc.oneof({ weight: 3, arbitrary: fc.constant("*") },
                                   { weight: 1, arbitrary: fc.constantFrom('"0"', '"1"', '"2"') });
        const match = conditions.length === 0 ? fc.constant(null) : required ? condition : fc.option(condition, { freq: 1 });
        const key = operation.parameters.some((each) => each.name === "Idempotency-Key")
            ? fc.option(fc.stringMatching(/^[\x21-\x7e]{1,128}$/)) : fc.constant(null);
        return fc.tuple(match, key).map(([tag, name]) => ({
            ...(tag === null ? {} : { "If-Match": tag }),
            ...(name === null ? {} : { "Idempotency-Key": name }),
        }));
    }

    /** One request of `operation`; about half are spoilt in one or two ways. */
    request(operation: Operation): Arbitrary<Sent> {
        const kinds = [...operation.bodies.keys()];
        const payload = kinds.length === 0 ? fc.constant(null) : fc.constantFrom(...kinds).chain((kind) =>
            this.body(operation, kind).map((body) => ({ kind, body })));
        const rarely = <T>(each: Arbitrary<T>) => fc.tuple(fc.nat(4), each).map(([n, one]) => (n === 4 ? one : null));
        return fc.record({
            id: this.id(operation), query: this.query(operation), headers: this.headers(operation), payload,
            spoiler: kinds.length === 0 ? fc.constant(null) : fc.tuple(fc.boolean(), bodySpoilers).map(([yes, one]) => (yes ? one : null)),
            oddQuery: rarely(oddQueries), oddHeader: rarely(oddHeaders),
            head: operation.method === "GET" ? fc.nat(5).map((n) => n === 5) : fc.constant(false),
        }).map((drawn) => {
            const spoilt: string[] = [];
            if (drawn.id.odd && operation.path.includes("{")) spoilt.push("id");
            const query = [...drawn.query];
            if (drawn.oddQuery !== null) { query.push(drawn.oddQuery); spoilt.push("query"); }
            const headers: Record<string, string> = { ...drawn.headers };
            let body = drawn.payload?.body ?? null;
            if (drawn.payload) headers["Content-Type"] = drawn.payload.kind;
            if (drawn.payload?.kind === "text/csv") spoilt.push("CSV");
            if (drawn.spoiler && body !== null) { body = drawn.spoiler[1](body); spoilt.push(drawn.spoiler[0]); }
            if (drawn.oddHeader) { headers[drawn.oddHeader[0]] = drawn.oddHeader[1]; spoilt.push(drawn.oddHeader[0]); }
            const path = operation.path.replace(/\{\w+\}/, encodeURIComponent(drawn.id.text));
            return {
                operation: operation.name, method: drawn.head ? "HEAD" : operation.method,
                target: path + (query.length > 0 ? `?${query.join("&")}` : ""), headers, body, spoilt,
            };
        });
    }
}
