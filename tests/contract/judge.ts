// SPDX-License-Identifier: EUPL-1.2
// Judges an answer by openapi.yaml with Ajv, independently of the service's own evaluator.
import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type Node = { [name: string]: Json };

export interface Parameter {
    name: string;
    place: string;
    required: boolean;
    schema: Node;
}

export interface Operation {
    name: string;
    method: string;
    path: string;
    parameters: Parameter[];
    bodyRequired: boolean;
    /** Schema of each media type that the body may have. */
    bodies: Map<string, Node>;
    /** Schema of a body, as a pointer into the contract. */
    bodyPointers: Map<string, string>;
    node: Node;
}

export interface Answer {
    status: number;
    header(name: string): string | null | undefined;
    body: string;
}

const DOCUMENT = "contract:";
const METHODS = ["get", "put", "post", "patch", "delete"];

function escaped(token: string): string {
    return encodeURIComponent(token.replaceAll("~", "~0").replaceAll("/", "~1"));
}

export class Contract {
    readonly document: Node;
    readonly operations: Operation[] = [];
    private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
    private readonly validators = new Map<string, ValidateFunction>();

    constructor(file: string) {
        this.document = JSON.parse(readFileSync(file, "utf8")) as Node;
        formats.default(this.ajv);
        this.ajv.addSchema(this.document, DOCUMENT, undefined, false);
        for (const [path, item] of Object.entries(this.document["paths"] as Node)) {
            for (const [method, node] of Object.entries(item as Node)) {
                if (METHODS.includes(method)) this.operations.push(this.read(path, method, node as Node));
            }
        }
    }

    private read(path: string, method: string, node: Node): Operation {
        const declared = ((node["parameters"] ?? []) as Node[]).map((each) => this.deref(each));
        const body = node["requestBody"] as Node | undefined;
        const bodies = new Map<string, Node>();
        const bodyPointers = new Map<string, string>();
        for (const [kind, media] of Object.entries((body?.["content"] ?? {}) as Node)) {
            bodies.set(kind, (media as Node)["schema"] as Node);
            bodyPointers.set(kind, this.pointer("paths", path, method, "requestBody", "content", kind, "schema"));
        }
        return {
            name: node["operationId"] as string,
            method: method.toUpperCase(),
            path,
            parameters: declared.map((each) => ({
                name: each["name"] as string,
                place: each["in"] as string,
                required: each["required"] === true,
                schema: this.deref(each["schema"] as Node),
            })),
            bodyRequired: body?.["required"] === true,
            bodies,
            bodyPointers,
            node,
        };
    }

    private pointer(...tokens: string[]): string {
        return "#/" + tokens.map(escaped).join("/");
    }

    /** What a node stands for; siblings of `$ref` in this contract only describe. */
    deref(node: Node): Node {
        while (typeof node["$ref"] === "string") {
            let target: Json = this.document;
            for (const token of (node["$ref"] as string).slice(2).split("/")) {
                target = (target as Node)[decodeURIComponent(token).replaceAll("~1", "/").replaceAll("~0", "~")]!;
            }
            node = target as Node;
        }
        return node;
    }

    operation(method: string, path: string): Operation {
        const found = this.operations.find((each) => each.method === method && each.path === path);
        if (!found) throw new Error(`the contract has no ${method} ${path}`);
        return found;
    }

    /** Faults of `value` by the schema at `pointer` of the contract. */
    faults(pointer: string, value: unknown): string[] {
        let validate = this.validators.get(pointer);
        if (!validate) {
            validate = this.ajv.compile({ $ref: DOCUMENT + pointer });
            this.validators.set(pointer, validate);
        }
        if (validate(value)) return [];
        return (validate.errors ?? []).slice(0, 3).map((each) => `${each.instancePath} ${each.message}`);
    }

    /** What is wrong with an answer; nothing when the contract has it. */
    judge(operation: Operation, answer: Answer, head = false): string[] {
        const status = String(answer.status);
        const responses = operation.node["responses"] as Node;
        const own = responses[status] as Node | undefined;
        if (!own) return [`${status} is not documented`];
        const base = typeof own["$ref"] === "string" ? own["$ref"]
            : this.pointer("paths", operation.path, operation.method.toLowerCase(), "responses", status);
        const response = this.deref(own);
        const wrong = this.headerFaults(base, (response["headers"] ?? {}) as Node, answer);
        const content = response["content"] as Node | undefined;
        if (head || answer.status === 304 || !content) {
            return answer.body === "" ? wrong : [...wrong, "a body where there is none"];
        }
        return [...wrong, ...this.contentFaults(base, content, answer)];
    }

    private headerFaults(base: string, declared: Node, answer: Answer): string[] {
        const wrong: string[] = [];
        for (const [name, each] of Object.entries(declared)) {
            const header = this.deref(each as Node);
            const text = answer.header(name);
            if (text === null || text === undefined) {
                if (header["required"] === true) wrong.push(`no ${name}`);
                continue;
            }
            const numeric = this.deref(header["schema"] as Node)["type"] === "integer";
            const reference = (each as Node)["$ref"] as string | undefined;
            const place = `${reference ?? `${base}/headers/${escaped(name)}`}/schema`;
            wrong.push(...this.faults(place, numeric ? Number(text) : text).map((fault) => `${name}: ${fault}`));
        }
        return wrong;
    }

    private contentFaults(base: string, content: Node, answer: Answer): string[] {
        const kind = (answer.header("content-type") ?? "").split(";")[0]!;
        if (!(kind in content)) return [`type ${kind} is not documented`];
        const schema = `${base}/content/${escaped(kind)}/schema`;
        try {
            if (kind.endsWith("ndjson")) {
                const lines = answer.body.split("\n").filter((line) => line !== "");
                return lines.flatMap((line, n) =>
                    this.faults(schema, JSON.parse(line)).map((fault) => `line ${n + 1}: ${fault}`));
            }
            return this.faults(schema, kind.endsWith("json") ? JSON.parse(answer.body) : answer.body);
        } catch (error) {
            return [`not JSON: ${error}`];
        }
    }
}
