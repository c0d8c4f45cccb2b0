// Rows are chosen by their boxes; the style shows the bar of what can be done with them, here it is counted.
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
