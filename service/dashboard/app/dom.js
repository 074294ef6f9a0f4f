// SPDX-License-Identifier: EUPL-1.2
// Elements made of code. Text only ever becomes a text node: nothing that the service answers can
// become markup.

/** Properties that are set as such; every other name is an attribute. */
const AS_PROPERTY = new Set(['value', 'checked', 'disabled', 'hidden', 'open', 'selected', 'htmlFor', 'tabIndex']);

/** What can be a child: a node, text, a number; `null`, `undefined` and `false` are left out. */
function append(element, children) {
    for (const child of children.flat(Infinity)) {
        if (child === null || child === undefined || child === false) continue;
        element.append(child instanceof Node ? child : String(child));
    }
    return element;
}

function set(element, name, value) {
    if (value === null || value === undefined || value === false) return;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (AS_PROPERTY.has(name)) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
}

/** `h('a', { class: 'x', href: '#/', onclick: f }, 'text', node)`. */
export function h(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) set(element, name, value);
    return append(element, children);
}

const SVG = 'http://www.w3.org/2000/svg';
/** The same for SVG. */
export function svg(tag, properties, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(properties ?? {})) element.setAttribute(name, value);
    return append(element, children);
}

/** A custom property of one element: style by script's own hand is allowed where inline style is not. */
export function vary(element, values) {
    for (const [name, value] of Object.entries(values)) element.style.setProperty(name, value);
    return element;
}

/** Text that only a screen reader says. */
export const spoken = (text) => h('span', { class: 'spoken' }, text);

/** Replaces the children and gives the focus back to what had it, where that is still there. */
export function refill(element, ...children) {
    const held = element.contains(document.activeElement) ? document.activeElement : null;
    const key = held?.getAttribute('href') ?? held?.getAttribute('data-key');
    element.replaceChildren();
    append(element, children);
    if (key === null || key === undefined) return;
    for (const next of element.querySelectorAll('[href], [data-key]')) {
        if (next.getAttribute('href') === key || next.getAttribute('data-key') === key) {
            next.focus({ preventScroll: true });
            return;
        }
    }
}
