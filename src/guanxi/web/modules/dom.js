// The modules of this folder are joined in one file and share its names; scripts/join_face.py says in which order.
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const one = (selector, from = document) => from.querySelector(selector);
const on = (names, listen) => names.split(' ').forEach((name) => document.addEventListener(name, listen));
const { body } = document;

// Tabs that are wider than a phone: the one on which one is can be seen.
one('.views [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
