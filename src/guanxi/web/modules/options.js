// Command palette and fields with suggestions: one text field, one list, the server finds.
const listOf = (input) => one('#' + input.getAttribute('aria-controls'));
const optionsOf = (input) => all('[role=option]:not([aria-disabled])', listOf(input));

// htmx listens for "look"; while an input method composes, nothing is looked for.
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
  // With data-after="@" there is nothing to look for until that was typed.
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
