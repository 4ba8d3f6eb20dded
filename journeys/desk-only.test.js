import { after } from 'node:test';
import { close } from './lib/browser.js';
import { stop } from './lib/demo.js';
after(async () => { await close(); await stop(); });
await import('./walks/window.js');
await import('./walks/checking.js');
