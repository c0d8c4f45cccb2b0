// A form is sent once: a second press while the next page is on its way does nothing. What stays on the page, as for a
// download or a connection that was lost, can be sent again after ten seconds.
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

// Who comes back by the button of the browser may find the page as he left it.
window.addEventListener('pageshow', () => (sent = new WeakSet()));
