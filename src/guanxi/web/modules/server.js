// The only module that knows the events of htmx.
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
  // Who saved or gave up a field in place goes on from its value.
  else if (document.activeElement === body) one(':scope > .edit', detail.elt)?.focus();
});

// An error answers with a toast of its own, or gets the general sentence. Below an open dialog nobody could reach it.
on('htmx:responseError', ({ detail }) => {
  const answer = detail.xhr.responseText;
  const place = dialog?.open ? content : toasts;
  if (answer.startsWith('<div class="toast')) place.insertAdjacentHTML('beforeend', answer);
  else place.append(one('#failure').content.cloneNode(true));
});

on('htmx:sendError', () => (offline.hidden = false));
window.addEventListener('offline', () => offline && (offline.hidden = false));
window.addEventListener('online', () => offline && (offline.hidden = true));
