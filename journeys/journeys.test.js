// 走一遍 — one demo, one browser, and everybody's way through the program, in the order of a working day.
//
// Run by `node --test`. The walks share the demo, so they are told one after the other in one process.

import { after } from 'node:test';

import { close } from './lib/browser.js';
import { stop } from './lib/demo.js';

after(async () => {
  await close();
  await stop();
});

await import('./walks/sign-in.js');
await import('./walks/budget.js');
await import('./walks/applying.js');
await import('./walks/family.js');
await import('./walks/window.js');
await import('./walks/checking.js');
await import('./walks/deciding.js');
await import('./walks/papers.js');
await import('./walks/notice.js');
await import('./walks/officer.js');
await import('./walks/oversight.js');
await import('./walks/rules.js');
await import('./walks/sheets.js');
await import('./walks/overview.js');
await import('./walks/every-page.js');
