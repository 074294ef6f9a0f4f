// SPDX-License-Identifier: EUPL-1.2
// The README's pictures of the dashboard.
import { join } from 'node:path';
import { Reader } from './browser.mjs';
import { AS_OF, ROOT, Service } from './service.mjs';

const BYTES_MAX = 200_000;
/** As many as wait in Hauts-de-Seine; fewer are cleared within weeks, which is no forecast to show. */
const FORECAST_FILES = '18000';

/** Where a picture is taken: that of the forecast, if it is to be kept, at a service of its own. */
async function placeOf(name, service, isAsked) {
    if (name !== 'forecast' || !isAsked) return { at: service, leave: async () => {} };
    const own = await Service.start(FORECAST_FILES);
    await own.standingForecast();
    return { at: own, leave: () => own.stop() };
}

/**
 * Takes each picture; gives those that are too large for a repository. They are written only when
 * asked, so that a run of the tests changes nothing.
 */
export async function takePictures(browser, service, suspended) {
    const isAsked = Boolean(process.env.ECHEANCE_SCREENSHOTS);
    const tooLarge = [];
    for (const [name, path, options] of [
        ['overview', '/', { viewport: { width: 1200, height: 1180 } }],
        ['queue', '/queue', { viewport: { width: 1200, height: 920 } }],
        ['forecast', '/forecast?titular=7', { viewport: { width: 1200, height: 1320 } }],
        ['file', `/files/${suspended}`, { viewport: { width: 1200, height: 1000 } }],
        ['delays-dark-en', '/delays', { viewport: { width: 1200, height: 920 }, language: 'en', scheme: 'dark' }],
    ]) {
        const { at, leave } = await placeOf(name, service, isAsked);
        const reader = await Reader.open(browser, at, options);
        await reader.page.clock.setFixedTime(`${AS_OF}T09:30:00Z`);
        await reader.signIn();
        await reader.view(path);
        if (name === 'forecast') await reader.simulated();
        await reader.page.evaluate(() => document.fonts.ready);
        await reader.page.waitForFunction(() => [...document.querySelectorAll('.canvas')].every((each) => each.querySelector('canvas')));
        const picture = await reader.page.screenshot(isAsked
            ? { path: join(ROOT, 'service/dashboard/screenshots', `${name}.png`) } : {});
        if (picture.length > BYTES_MAX) tooLarge.push(`${name}: ${picture.length} bytes`);
        await reader.close();
        await leave();
    }
    return tooLarge;
}
