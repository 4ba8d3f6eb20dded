// 公示 — a second person releases it, everybody sees it masked, anybody may object.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { handIn } from '../lib/apply.js';
import { Visitor, asCitizen, asStaff } from '../lib/browser.js';
import { sound } from '../lib/checks.js';
import * as simulator from '../lib/simulator.js';

let shown;

/** The demo has a colleague who releases drafts every twenty seconds; when he was quicker, the next applicant's draft is ours. */
const APPLICANTS = ['易金凤', '阿卜杜热西提·买买提吐尔逊·喀迪尔', '邱㛃𬱖'];

async function approved(name) {
  const visitor = await asCitizen(name);
  const { home, number } = await handIn(visitor);
  await visitor.until('符合条件', { seconds: 20, path: home });
  await visitor.leave();
  return number;
}

/** Opens the draft and releases it; false when it was gone already. */
async function release(releaser) {
  await releaser.go('/desk/notices');
  const draft = releaser.page.locator('tbody tr', { hasText: /待发布|草稿|待复核/ }).getByRole('link').first();
  if ((await draft.count()) === 0) return false;
  await releaser.tap(draft);
  const button = releaser.page.getByRole('button', { name: /^公示 \d+ 户/ });
  if ((await button.count()) === 0) return false;
  assert.match(await releaser.text(), /发布扫描：没有发现/);
  await sound(releaser);
  await releaser.tap(button);
  return /公示中|已发布/.test(await releaser.text());
}

// 令11号 9; S-26, H-04; design 3.12: built from an allow-list, masked, scanned, released by a second person.
test('发布员复核并发布公示：先看遮蔽后的名单和扫描结果', async () => {
  const releaser = await asStaff('releaser');
  await releaser.go('/desk/notices');
  await sound(releaser);
  let done = false;
  for (const name of APPLICANTS) {
    shown = await approved(name);
    done = await release(releaser);
    if (done) break;
  }
  assert.ok(done, 'a draft was there to be released');
  await sound(releaser);
  await releaser.leave();
});

// 令11号 9; 个人信息保护法 26; P-05.
test('公众看到的名单没有全名和证件号码，可以提异议', async () => {
  const stranger = await Visitor.come();
  await stranger.go('/notices');
  await sound(stranger);
  const links = await stranger.page.locator('main .card h2 a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  let listed = '';
  for (const href of links) {
    await stranger.go(href);
    listed = await stranger.text();
    if (listed.includes(shown)) break;
  }
  assert.ok(listed.includes(shown), `${shown} is shown`);
  assert.doesNotMatch(listed, /\d{15,}/);
  assert.match(listed, /\d{4}\*+\d{4}|\*/);
  await sound(stranger);
  await stranger.follow('提出异议');
  await sound(stranger);
  await stranger.press('提交异议');
  assert.match(await stranger.text(), /请改正下面/);
  await sound(stranger);
  const option = await stranger.page.locator('#number option', { hasText: shown }).getAttribute('value');
  await stranger.choose('对哪一户有异议', option);
  await stranger.fill('哪里不对', '该户在邻市有一套住房，请核实。');
  await stranger.fill('您的姓名', '邻居甲');
  await stranger.fill('您的手机号', '15400000022');
  await stranger.press('提交异议');
  assert.match(await stranger.text(), /异议已收到/);
  await sound(stranger);
  await stranger.leave();
});

// 令11号 9; H-09: looked into, answered, and told by phone.
test('经办核实异议，认为不成立，公示继续', async () => {
  const officer = await asStaff('officer');
  await officer.go('/desk/objections');
  await sound(officer);
  await officer.tap(officer.page.locator('tbody tr', { hasText: shown }).filter({ hasText: '核实中' }).getByRole('link').first());
  assert.match(await officer.text(), /该户在邻市有一套住房/);
  await sound(officer);
  await officer.press('作出异议结论');
  assert.match(await officer.text(), /请改正下面/);
  await officer.tick('异议不成立');
  await officer.fill('核实的情况', '向不动产登记部门核实，全省名下没有住房。');
  await officer.press('作出异议结论');
  assert.match(await officer.text(), /异议不成立/);
  await officer.leave();
  const told = await simulator.texts('15400000022');
  // The person who objected is rung up; a text, if one is sent, says nothing about the household.
  for (const text of told) assert.doesNotMatch(text, /\d{15,}/);
});

// C-19, P-07: three things right, or nothing is told.
test('不登录，凭编号、末四位和姓氏查位次；错一样就查不到', async () => {
  const visitor = await Visitor.come();
  await visitor.go('/rank');
  await visitor.fill('轮候编号', 'LH-360702-2026-000001');
  await visitor.fill('证件号码最后四位', '0000');
  await visitor.fill('姓名第一个字', '王');
  await visitor.press('查位次');
  assert.match(await visitor.text(), /请改正|没有查到|核对/);
  await sound(visitor);
  await visitor.leave();
});
