// A value that becomes its field in place: Enter saves (a form does that), Escape restores, leaving saves what is valid.
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
    // What was refused stands there as the server sent it back, and is not what it was before.
    if (![...form.elements].some(changed)) one('.error', form) || cancel(form);
    else if (form.checkValidity()) form.requestSubmit();
  }, 120);
});
