// SPDX-License-Identifier: EUPL-1.2
// Live figures: asked for again every half minute while the tab is in sight, unless paused.
export const EVERY_MS = 30_000;

export class Live {
    /** `refresh` is called each time; `changed` after each change of state. */
    constructor(refresh, changed) {
        this.refresh = refresh;
        this.changed = changed;
        this.paused = false;
        this.timer = undefined;
        document.addEventListener('visibilitychange', () => this.#again());
    }

    start() {
        this.#again();
    }

    stop() {
        clearTimeout(this.timer);
        this.timer = undefined;
    }

    pause() {
        this.paused = true;
        this.stop();
        this.changed();
    }

    async resume() {
        this.paused = false;
        this.changed();
        await this.#tick();
    }

    #again() {
        this.stop();
        if (this.paused || document.visibilityState !== 'visible') return;
        this.timer = setTimeout(() => this.#tick(), EVERY_MS);
    }

    async #tick() {
        await this.refresh();
        this.#again();
    }
}
