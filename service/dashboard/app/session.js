// SPDX-License-Identifier: EUPL-1.2
// The reader's token: kept by this tab, told to nothing but this service, gone when the tab closes.
const KEY = 'echeance.token';

export const token = () => sessionStorage.getItem(KEY);
export const keepToken = (text) => sessionStorage.setItem(KEY, text);
export const forgetToken = () => sessionStorage.removeItem(KEY);
