// SPDX-License-Identifier: EUPL-1.2
// Long work of the service: begun, followed to its end, cancelled.
import { getAnew, post, remove, segment } from './api.js';
import { PASSING } from './panel.js';

const EVERY_MS = 500;
/** So many questions in a row may fail, some ten seconds, before the work is given up for lost. */
const MISSED_MAX = 20;
const OVER = new Set(['done', 'failed', 'cancelled']);

const pause = () => new Promise((resolve) => { setTimeout(resolve, EVERY_MS); });
const pathOf = (begun) => `operations/${segment(begun.data.id)}`;

export class Operation {
    /** `path` is posted to with `body` once somebody follows. */
    constructor(path, body) {
        this.path = path;
        this.body = body;
        this.begun = undefined; // a promise of the answer to that
        this.end = undefined; // what `follow` gave
        this.turn = 0; // the number of the latest `follow` or `stop`: an older one ends
    }

    /**
     * Asks until the work is over and gives `{ ok: true, data }`, which may have failed or been cancelled,
     * or the refusal; undefined when stopped before. `told(percent)` hears how far it is.
     */
    async follow(told) {
        const turn = ++this.turn;
        if (this.end) return this.end;
        this.begun ??= post(this.path, this.body);
        const begun = await this.begun;
        if (!begun.ok) {
            this.begun = undefined;
            return turn === this.turn ? begun : undefined;
        }
        for (let missed = 0; turn === this.turn; await pause()) {
            const answer = await getAnew(pathOf(begun));
            if (turn !== this.turn) break;
            missed = PASSING.has(answer.reason) ? missed + 1 : 0;
            if (answer.ok) told(answer.data.progress_percent);
            const isOver = answer.ok ? OVER.has(answer.data.state) : missed === 0 || missed > MISSED_MAX;
            if (isOver) {
                this.end = answer;
                return answer;
            }
        }
        return undefined;
    }

    /** Nobody asks any more; the work goes on. */
    stop() {
        this.turn += 1;
    }

    /** Tells the service to end it; who follows hears of it. */
    async cancel() {
        const begun = await this.begun;
        return begun?.ok ? remove(pathOf(begun)) : begun;
    }
}
