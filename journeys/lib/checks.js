// 查页面 — what must hold on every page: accessible, no sideways scroll, Chinese words, a picture of it.

import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import axeCore from 'axe-core';

const SCREENS = fileURLToPath(new URL('../../artefacts/screens/', import.meta.url));
/** WCAG 2.0 to 2.2, levels A and AA (GB/T 37668-2019 rests on them). */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'];

const audited = new Set();

/** What a page is built of: every kind of element, with the attributes that carry meaning. Text alone does not change a verdict. */
const build = (page) => page.evaluate(() => {
  const parts = [...document.querySelectorAll('html, body *')].map((one) => [one.tagName, one.className.baseVal ?? one.className, ...[...one.attributes].filter(({ name }) => /^(role|type|aria-(?!label|describedby|labelledby)|lang|disabled|open|scope|data-)/.test(name)).map(({ name, value }) => `${name}=${value}`), one.parentElement?.tagName].join(' '));
  return `${innerWidth} ${[...new Set(parts)].sort().join('|')}`;
});

/** No violation of WCAG 2.2 AA. Needs scripts in the page. A page built like one that has passed is not looked at again. */
export async function axe(visitor) {
  const { page } = visitor;
  const built = await build(page);
  if (audited.has(built)) return;
  await page.evaluate(axeCore.source);
  const violations = await page.evaluate(async (tags) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return violations.map((one) => `${one.id} (${one.help}): ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary?.split('\n').at(-1)?.trim() ?? ''}`).join(' | ')}`);
  }, TAGS);
  assert.deepEqual(violations, [], `axe on ${visitor.path()}`);
  audited.add(built);
}

/** The page is not wider than its window (S-14). */
export async function noSideways(visitor) {
  const [wide, window, widest] = await visitor.page.evaluate(() => {
    const root = document.scrollingElement;
    const over = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth + 1).map((one) => `${one.tagName}.${one.className}`);
    return [root.scrollWidth, document.documentElement.clientWidth, over.slice(0, 4)];
  });
  assert.ok(wide <= window, `${visitor.path()} is ${wide} px wide in ${window} px: ${widest}`);
}

/** Latin words that are names, units of trade or keys, and have no Chinese form in use. */
const KNOWN = new Set(['Excel', 'xlsx', 'csv', 'CSV', 'GBK', 'UTF', 'PDF', 'pdf', 'JPG', 'jpg', 'PNG', 'WebP', 'HEIC', 'JSON', 'SM2', 'SM3', 'SM4', 'DEMO', 'API', 'Tab', 'Ctrl', 'Enter', 'Esc', 'Chrome', 'Chromium', 'Linux', 'HTTP', 'Android', 'Windows', 'Safari']);

/** What is a code, not a word: ids, digests, pack names, document and receipt numbers. */
const CODES = [/[0-9A-HJKMNP-TV-Z]{26}/g, /\b[0-9a-f]{16,}\b/gi, /\b[A-Z]+(?:-[A-Z0-9.]+)+\b/g, /\b[A-Z]{2,}\d[\w-]*/g];

/** Latin words of three or more letters in what a text shows. */
export function latin(text, allowed = []) {
  const bare = CODES.reduce((rest, code) => rest.replaceAll(code, ' '), text);
  return [...new Set(bare.match(/[A-Za-z0-9]+/g) ?? [])].filter((word) => /^[A-Za-z]{3,}$/.test(word) && !KNOWN.has(word) && !allowed.includes(word));
}

/** No word of English in what is shown, read aloud or hinted (S-13). */
export async function noEnglish(visitor, allowed = []) {
  const text = await visitor.page.evaluate(() => {
    const said = [...document.querySelectorAll('[aria-label],[placeholder],[title],[alt]')].flatMap((one) => ['aria-label', 'placeholder', 'title', 'alt'].map((name) => one.getAttribute(name) ?? ''));
    // What is marked as a code may be Latin only where words stand beside it, in the same cell or line.
    const explained = [...document.querySelectorAll('.code')].filter((one) => {
      const place = one.closest('td, th, li, dd, p, div').cloneNode(true);
      place.querySelectorAll('.code').forEach((code) => code.remove());
      return !one.matches('td, th') && /\p{Script=Han}/u.test(place.textContent);
    });
    const codes = explained.flatMap((one) => one.innerText.split('\n')).filter((line) => line.trim() !== '');
    const shown = codes.sort((one, other) => other.length - one.length).reduce((rest, code) => rest.replaceAll(code, ' '), document.body.innerText);
    return [document.title, shown, ...said].join('\n');
  });
  assert.deepEqual(latin(text, allowed), [], `words on ${visitor.path()}`);
}

/** The page has one heading, and says something under it. */
export async function hasWords(visitor) {
  assert.equal(await visitor.page.locator('h1:visible').count(), 1, `one heading on ${visitor.path()}`);
  const text = await visitor.page.locator('main').innerText();
  assert.ok(text.replaceAll(/\s/g, '').length > 12, `${visitor.path()} says nothing`);
}

/** Everything above. */
export async function sound(visitor, { allowed } = {}) {
  try {
    await hasWords(visitor);
    await noSideways(visitor);
    await noEnglish(visitor, allowed);
    await axe(visitor);
  } catch (error) {
    await screenshot(visitor, `failed${visitor.path().replaceAll('/', '-')}`);
    throw error;
  }
  visitor.calm();
}

/** A picture of the whole page. */
export async function screenshot(visitor, name) {
  await mkdir(SCREENS, { recursive: true });
  await visitor.page.screenshot({ path: `${SCREENS}${name}.png`, fullPage: true, animations: 'disabled' });
}
