// A key presses the element that names it in data-key: in the row that has the focus, else on the page, else in the shell.
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
