// 申请 — from one ID card to a place in the queue, on the smallest phone; and the same without scripts.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answered, authorise, begin, contact, handIn, submit } from '../lib/apply.js';
import { asCitizen, asStaff } from '../lib/browser.js';
import { sound } from '../lib/checks.js';

/** Taps and fields an application may cost when sharing works (quality 3.3). */
const MOST = 25;

// JX2019-4/3.1a 3.1b 3.1c 3.2a 3.3e; C-01 to C-05, C-13, C-15 to C-19; 令11号 8 9.
test('收入刚好在线上的何静凭一张身份证申请，几秒钟认定，公示期满排进队伍', async () => {
  const visitor = await asCitizen('何静');
  const id = await begin(visitor);
  await sound(visitor);
  await authorise(visitor);
  const found = await answered(visitor, id);
  await sound(visitor);
  // What one never typed is there, with its source and date.
  for (const known of ['公安', '民政', '税务', '人社', '46,760', '数据截至']) assert.ok(found.includes(known), `${known} in\n${found}`);
  await visitor.press('都没有错');
  await sound(visitor);
  await visitor.follow('人齐了');
  await sound(visitor);
  await contact(visitor);
  await sound(visitor);
  const number = await submit(visitor);
  await sound(visitor);
  assert.match(number, /^\S{6,}$/);

  const effort = visitor.taps + visitor.fields;
  assert.ok(effort <= MOST, `${visitor.taps} taps and ${visitor.fields} fields are more than ${MOST}`);

  const home = `/my/applications/${id}`;
  await visitor.go(home);
  const decided = await visitor.until('符合条件', { seconds: 15, path: home });
  assert.match(decided, /已通过，待公示|公示中/);
  assert.match(decided, /46,760/, 'the line and the income are both told');
  await sound(visitor);

  // A colleague releases the draft notice within half a minute.
  await visitor.until('公示中', { seconds: 40, path: home });
  const officer = await asStaff('officer');
  await officer.go('/desk');
  await officer.tap(officer.page.locator('.demo button', { hasText: '30 天' }));
  await officer.leave();

  const waiting = await visitor.until('我的位次', { seconds: 15, path: home });
  assert.match(waiting, /位，共 \d+ 户/);
  await visitor.follow('谁在前面');
  const rank = await visitor.text();
  for (const part of ['谁排在前面', '申请日期', '什么会改变位次', '还要等多久']) assert.ok(rank.includes(part), part);
  await sound(visitor);
  await visitor.leave();
});

// JX2019-4/3.1c 3.2a; C-02 C-05 C-15: pages are forms and links, scripts only make them nicer.
test('没有脚本的浏览器也能办到提交', async () => {
  const visitor = await asCitizen('魏勇', { js: false });
  const { number } = await handIn(visitor);
  assert.match(number, /\d/);
  assert.match(await visitor.text(), new RegExp(number));
  await visitor.leave();
});

// 令11号 8; C-18: a draft is kept, and goes away when one asks.
test('填到一半离开，回来接着填；不办了，删除草稿', async () => {
  const first = await asCitizen('易金凤');
  const id = await begin(first);
  await first.leave();
  const again = await asCitizen('易金凤');
  await again.go('/my');
  await again.tap(again.page.locator(`main a[href="/my/applications/${id}"]`));
  assert.match(await again.text(), /读并签署授权书/);
  await again.follow('不办了');
  await sound(again);
  await again.press('删除草稿');
  assert.equal(again.path(), '/my');
  assert.match(await again.text(), /已撤回|现在没有/);
  await again.leave();
});
