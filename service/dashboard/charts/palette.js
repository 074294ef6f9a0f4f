// SPDX-License-Identifier: EUPL-1.2
// The colours of the style sheet, for the canvas: they follow light, dark and paper.
export function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Lines differ by dash as well as by colour. */
export const DASHES = { solid: [], dashed: [7, 4], dotted: [2, 3], sparse: [12, 6, 2, 6] };
