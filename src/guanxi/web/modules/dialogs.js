// A link that fills #dialog-content opens the dialog; without scripts it is a page. Focus returns by itself.
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

// The server sends the event "close-dialog" when the work is done.
on('close-dialog', () => all('dialog[open]').forEach((which) => which.close()));

on('keydown', (event) => {
  const menu = event.key === 'Escape' && event.target.closest?.('details.menu[open]');
  if (!menu) return;
  menu.open = false;
  one('summary', menu).focus();
});
