const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const one = (selector, from = document) => from.querySelector(selector);
const on = (names, listen) => names.split(' ').forEach((name) => document.addEventListener(name, listen));
const { body } = document;
one('.views [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
const live = one('#live');
const toasts = one('#toasts');
const say = (text) => {
live.textContent = '';
setTimeout(() => (live.textContent = text), 50);
};
const age = (toast) => {
if (toast.role === 'alert') return;
let left = 8;
const clock = setInterval(() => {
if (!toast.matches(':hover, :focus-within')) left -= 1;
if (left < 1) toast.remove();
if (!toast.isConnected) clearInterval(clock);
}, 1000);
};
if (toasts) {
all('.toast', toasts).forEach(age);
new MutationObserver((records) =>
records.forEach((record) => record.addedNodes.forEach((node) => node.matches?.('.toast') && age(node)))
).observe(toasts, { childList: true });
}
on('click', (event) => event.target.closest('[data-close-toast]')?.closest('.toast').remove());
const dialog = one('#dialog');
const palette = one('#palette');
const content = one('#dialog-content');
const open = (which) => {
if (which.open) return;
which.showModal();
const input = one('[role=combobox]', which);
if (which === palette) {
input.select();
look(input);
}
};
on('click', (event) => {
const opener = event.target.closest('[data-open]');
const which = opener && one('#' + opener.dataset.open);
if (which) {
event.preventDefault();
open(which);
}
if (event.target === palette) palette.close();
all('details.menu[open]').forEach((menu) => menu.contains(event.target) || (menu.open = false));
const closer = event.target.closest('[data-close]');
if (closer) {
event.preventDefault();
closer.closest('dialog').close();
}
});
on('close-dialog', () => all('dialog[open]').forEach((which) => which.close()));
on('keydown', (event) => {
const menu = event.key === 'Escape' && event.target.closest?.('details.menu[open]');
if (!menu) return;
menu.open = false;
one('summary', menu).focus();
});
const listOf = (input) => one('#' + input.getAttribute('aria-controls'));
const optionsOf = (input) => all('[role=option]:not([aria-disabled])', listOf(input));
const look = (input) => input.dispatchEvent(new Event('look'));
const mark = (input, option) => {
const options = optionsOf(input);
options.forEach((each, place) => {
each.id ||= `${listOf(input).id}-${place}`;
each.setAttribute('aria-selected', each === option);
});
input.setAttribute('aria-expanded', options.length > 0);
input.setAttribute('aria-activedescendant', option?.id ?? '');
option?.scrollIntoView({ block: 'nearest' });
};
const empty = (input) => {
listOf(input).replaceChildren();
mark(input);
};
const choose = (input, option) => {
if (!option.dataset.value) {
input.closest('dialog')?.close();
return option.click();
}
input.value = option.dataset.label ?? option.textContent.trim();
one('[type=hidden]', input.parentElement).value = option.dataset.value;
empty(input);
input.dispatchEvent(new Event('change', { bubbles: true }));
};
const combobox = (event) => event.target.closest?.('[role=combobox]');
on('input compositionend', (event) => {
const input = combobox(event);
if (!input || event.isComposing) return;
const key = one('[type=hidden]', input.parentElement);
if (key) key.value = '';
input.value.includes(input.dataset.after ?? '') ? look(input) : empty(input);
});
on('keydown', (event) => {
const input = combobox(event);
if (!input || event.isComposing) return;
const options = optionsOf(input);
const place = options.findIndex((each) => each.ariaSelected === 'true');
const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
if (step && options.length) mark(input, options[(place + step + options.length) % options.length]);
else if (event.key === 'Enter' && options[place]) choose(input, options[place]);
else if (event.key === 'Escape' && options.length && input.closest('.combo')) empty(input);
else return;
event.preventDefault();
});
on('click', (event) => {
const option = event.target.closest('[role=option]');
if (option && !option.dataset.value) return option.closest('dialog')?.close();
if (option) choose(one(`[aria-controls="${option.closest('[role=listbox]').id}"]`), option);
});
on('focusout', (event) => {
const input = combobox(event);
if (input?.closest('.combo')) setTimeout(() => input.isConnected && input !== document.activeElement && empty(input), 200);
});
const fields = 'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog, [popover]';
const keyHelp = one('#keys');
let before = '';
const keyed = (key) => {
const named = `[data-key="${CSS.escape(key)}"]`;
const row = document.activeElement.closest('[data-row]');
const outside = `${named}:not([data-row] *)`;
return (row && one(named, row)) || one(outside, one('#main') ?? body) || all(outside).at(-1);
};
const move = (step) => {
const rows = all('[data-row]');
const now = rows.indexOf(document.activeElement.closest('[data-row]'));
const row = rows[now < 0 ? 0 : Math.min(Math.max(now + step, 0), rows.length - 1)];
if (row) (one('a[href]', row) ?? one('button, input', row))?.focus();
};
const showKeys = () => {
const seen = new Map();
all('[data-key]').forEach((element) => {
const copy = element.cloneNode(true);
all('kbd, .count', copy).forEach((each) => each.remove());
seen.set(element.dataset.key, element.dataset.keyLabel ?? element.ariaLabel ?? copy.textContent.trim());
});
one('#keys-list').replaceChildren(...[...seen].map(([key, label]) => {
const line = document.createElement('div');
const kbd = document.createElement('kbd');
kbd.textContent = key.toUpperCase();
line.append(label, kbd);
return line;
}));
open(keyHelp);
};
on('keydown', (event) => {
const { key, target } = event;
if ((event.metaKey || event.ctrlKey) && key === 'k' && palette) {
event.preventDefault();
return palette.open ? palette.close() : open(palette);
}
const plain = !(event.metaKey || event.ctrlKey || event.altKey || event.isComposing || event.defaultPrevented);
if (!plain || body.dataset.keys === 'off' || target.closest(fields) || one('dialog[open]')) return;
const pressed = before + key;
before = '';
const element = keyed(pressed);
if (event.repeat && element) return;
if (element) element.matches('input:not([type=checkbox])') ? element.focus() : element.click();
else if (key === 'j' || key === 'k') move(key === 'j' ? 1 : -1);
else if (key === '?' && keyHelp) showKeys();
else {
if (key === 'g') {
before = 'g ';
setTimeout(() => (before = ''), 1500);
}
return;
}
event.preventDefault();
});
const changed = (field) =>
field.options ? [...field.options].some((option) => option.selected !== option.defaultSelected)
: field.type === 'checkbox' ? field.checked !== field.defaultChecked
: field.type !== 'hidden' && 'defaultValue' in field && field.value !== field.defaultValue;
const cancel = (form) => one('[data-cancel]', form)?.click();
on('keydown', (event) => {
const form = event.target.closest?.('.edit-form');
if (form && event.key === 'Escape' && !event.defaultPrevented) cancel(form);
});
on('focusout', (event) => {
const form = event.target.closest?.('.edit-form');
if (!form || form.contains(event.relatedTarget) || !document.hasFocus()) return;
setTimeout(() => {
if (!form.isConnected || form.contains(document.activeElement) || form.matches('.htmx-request')) return;
if (![...form.elements].some(changed)) one('.error', form) || cancel(form);
else if (form.checkValidity()) form.requestSubmit();
}, 120);
});
let last;
on('click', (event) => {
const box = event.target;
if (!box.matches('.select, [data-select-all]')) return;
const boxes = all('.select', box.form);
const both = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
if (box.dataset.selectAll !== undefined) boxes.forEach((each) => (each.checked = box.checked));
else if (event.shiftKey && both[0] >= 0) boxes.slice(...both).forEach((each) => (each.checked = box.checked));
last = box;
const number = boxes.filter((each) => each.checked).length;
const head = one('[data-select-all]', box.form);
if (head) {
head.checked = number === boxes.length;
head.indeterminate = number > 0 && number < boxes.length;
}
all('[data-selected]', box.form).forEach((each) => {
each.textContent = number === 1 ? each.dataset.one : each.dataset.many.replace('{n}', number);
});
});
let sent = new WeakSet();
const markSent = (form) => {
sent.add(form);
setTimeout(() => sent.delete(form), 10000);
};
document.addEventListener('submit', (event) => {
if (!sent.has(event.target)) return;
event.preventDefault();
event.stopImmediatePropagation();
}, true);
on('submit', ({ target, defaultPrevented }) => {
if (!defaultPrevented && target.method === 'post') markSent(target);
});
window.addEventListener('pageshow', () => (sent = new WeakSet()));
const offline = one('#offline');
const busy = ({ detail }, yes) => {
const control = detail.requestConfig?.triggeringEvent?.submitter ?? detail.elt;
if (control.matches?.('button, .btn')) yes ? control.setAttribute('aria-busy', 'true') : control.removeAttribute('aria-busy');
};
on('htmx:beforeRequest', (event) => busy(event, true));
on('htmx:afterRequest', (event) => {
busy(event, false);
if (event.detail.xhr.getResponseHeader('HX-Redirect')) markSent(event.detail.elt);
if (event.detail.successful && offline) offline.hidden = true;
});
on('htmx:afterSwap', ({ detail }) => {
const { target } = detail;
if (target === content) content.childElementCount ? open(dialog) : dialog.close();
if (target.role === 'listbox') {
const input = one(`[aria-controls="${target.id}"]`);
mark(input, optionsOf(input)[0]);
}
});
on('htmx:load', ({ detail }) => {
const text = detail.elt.dataset?.announce;
if (text) say(text);
if (detail.elt.matches?.('.edit-form')) one('[autofocus]', detail.elt)?.select?.();
else if (document.activeElement === body) one(':scope > .edit', detail.elt)?.focus();
});
on('htmx:responseError', ({ detail }) => {
const answer = detail.xhr.responseText;
const place = dialog?.open ? content : toasts;
if (answer.startsWith('<div class="toast')) place.insertAdjacentHTML('beforeend', answer);
else place.append(one('#failure').content.cloneNode(true));
});
on('htmx:sendError', () => (offline.hidden = false));
window.addEventListener('offline', () => offline && (offline.hidden = false));
window.addEventListener('online', () => offline && (offline.hidden = true));
