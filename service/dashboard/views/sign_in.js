// SPDX-License-Identifier: EUPL-1.2
// Signing in with a token of the service.
import { tryToken } from '../app/api.js';
import { h, refill } from '../app/dom.js';
import { t } from '../app/i18n.js';
import { forgetToken, keepToken } from '../app/session.js';

/** The form; `entered` is called once the service has taken the token. */
export function signIn(entered, message) {
    const answer = h('p', { class: 'answer', role: 'alert' }, message);
    const field = h('input', { id: 'token', type: 'password', required: true, autocomplete: 'off', spellcheck: 'false',
        'aria-describedby': 'token-help' });
    return h('form', { class: 'sign-in', onsubmit: async (event) => {
        event.preventDefault();
        keepToken(field.value.trim());
        const seen = await tryToken();
        // A token without that scope is a token all the same: each panel says what it may not show.
        if (seen.ok || seen.reason === 'forbidden') {
            field.value = '';
            entered();
            return;
        }
        forgetToken();
        refill(answer, t(seen.reason === 'signed_out' ? 'sign_in.refused' : `refusal.${seen.reason}`));
        field.focus();
    } },
    h('p', {}, t('sign_in.lead')),
    h('label', { htmlFor: 'token' }, t('sign_in.token')),
    field,
    h('p', { id: 'token-help', class: 'quiet' }, t('sign_in.help')),
    answer,
    h('button', { type: 'submit' }, t('sign_in.submit')));
}
