// SPDX-License-Identifier: EUPL-1.2
// What every program of this folder plays on: a service with the demonstration, furnished, and a browser.
import { after, before } from 'node:test';
import { launch } from './browser.mjs';
import { Service, furnish } from './service.mjs';

export let service;
export let browser;
export let known; // what `furnish` has put there

/** Sets the stage before the first test and clears it after the last; `then` is what one program adds. */
export function setStage(then = async () => {}) {
    before(async () => {
        service = await Service.start();
        known = await furnish(service);
        await service.standingForecast();
        browser = await launch();
        await then();
    });
    after(async () => {
        await browser?.close();
        await service?.stop();
    });
}
