// 截图 — a picture of every page for the documentation: public and citizens' pages as on a phone, staff's as in an office.
//
// Run by `npm run screens`; writes ../docs/screens/*.png.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import * as apply from './lib/apply.js';
import { Visitor, asCitizen, asStaff, close } from './lib/browser.js';
import { stop } from './lib/demo.js';

const OUT = fileURLToPath(new URL('../docs/screens/', import.meta.url));
mkdirSync(OUT, { recursive: true });

/** The page as far as it goes on a phone, what is in the window in an office. */
async function shot(visitor, name) {
  const { width, height } = visitor.page.viewportSize();
  const phone = width < 600;
  const tall = await visitor.page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: phone ? Math.min(tall, 1500) : height };
  await visitor.page.screenshot({ path: `${OUT}${name}.png`, clip, fullPage: phone, animations: 'disabled' });
}

const s = await Visitor.come();
for (const [path, name] of [
  ['/', 'public-home'],
  ['/guide', 'public-guide'],
  ['/guide/360702', 'public-guide-region'],
  ['/self-test', 'public-self-test'],
  ['/policies/DEMO-GZ', 'public-policy'],
  ['/notices', 'public-notices'],
  ['/rank', 'public-rank'],
  ['/sign-in', 'public-sign-in'],
]) {
  await s.go(path);
  await shot(s, name);
}
await s.go('/notices');
await s.tap(s.page.locator('main .card h2 a').first());
await shot(s, 'public-notice');
await s.go('/self-test?region=360702');
await s.choose('在哪里申请', '360702');
await s.fill('1. 一起申请', '2');
await s.tick('户口在这里，满3年');
await s.fill('3. 全家', '0');
await s.fill('4. 全家', '60000');
await s.fill('5. 全家', '20000');
await s.tick(/都没有|没有/);
await s.press('看结果');
await shot(s, 'public-self-test-result');
const c = await asCitizen('何静');
const id = await apply.begin(c);
const home = `/my/applications/${id}`;
await shot(c, 'citizen-tasks');
await c.follow('读并签署授权书');
await shot(c, 'citizen-authorise');
await c.press('我同意');
await apply.answered(c, id);
await shot(c, 'citizen-found');
await c.press('都没有错');
await shot(c, 'citizen-members');
await c.follow('人齐了');
await shot(c, 'citizen-contact');
await apply.contact(c);
await c.press('我保证');
await shot(c, 'citizen-check');
await c.press('提交公租房申请');
await shot(c, 'citizen-done');
await c.until('符合条件', { path: home });
await shot(c, 'citizen-decided');
await c.until('公示中', { seconds: 60, path: home });
const o = await asStaff('officer');
await o.tap(o.page.locator('.demo button', { hasText: '30 天' }));
await c.until('我的位次', { path: home });
await c.follow('谁在前面');
await shot(c, 'citizen-rank');
await c.go('/my');
await shot(c, 'citizen-my');
await c.go('/my/queries');
await shot(c, 'citizen-queries');
await c.go('/');
await c.follow(/关怀版/);
await shot(c, 'citizen-care');
await o.go('/desk');
await shot(o, 'desk-bench');
await o.go('/desk/inbox');
await shot(o, 'desk-inbox');
await o.go('/desk/applications');
await shot(o, 'desk-cases');
await o.go('/desk/applications?state=reviewing');
await o.tap(o.page.locator('tbody[data-rows] a').first());
await shot(o, 'desk-case');
/** One tab of the case in view, where the post has it. */
async function tab(visitor, label, name) {
  const link = visitor.page.locator('nav.tabs').getByRole('link', { name: label }).first();
  if ((await link.count()) === 0) return;
  await visitor.tap(link);
  await shot(visitor, name);
}


await tab(o, /核查/, 'desk-case-lanes');
await tab(o, /决定|认定/, 'desk-case-decision');
await tab(o, /查询|证据/, 'desk-case-evidence'); ;
await o.go('/desk/waitlist');
await shot(o, 'desk-waitlist');
await o.go('/desk/packs');
await o.go('/desk/objections');  ;
/** A page of a post, or the first row of its list. */
async function one(account, path, name, first) {
  const visitor = await asStaff(account);
  await visitor.go(path);
  if (first) await visitor.tap(visitor.page.locator('tbody[data-rows] a').first());
  await shot(visitor, name);
}


await one('window', '/desk/intake', 'desk-intake');
await one('window', '/desk/intake', 'desk-intake-case', true);
await one('minzheng', '/desk/lanes', 'desk-lanes');
await one('releaser', '/desk/notices', 'desk-notice', true);
await one('community', '/desk/visits', 'desk-visits');
await one('chief', '/desk/samples', 'desk-samples');
await one('secadmin', '/desk/users', 'desk-users');
await one('audadmin', '/desk/audit', 'desk-audit');
await one('sysadmin', '/desk/exchange', 'desk-exchange');
await close();
await stop();
