// What is told without moving the reader: one sentence for screen readers, and toasts.
const live = one('#live');
const toasts = one('#toasts');

const say = (text) => {
  live.textContent = '';
  setTimeout(() => (live.textContent = text), 50);
};

// A toast stays eight seconds, and as long as somebody points at it or is in it. An error stays until it is closed.
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
