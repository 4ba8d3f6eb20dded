// 经办与科长 — hits, the queue kept in order, a case read as one story, letters, absence, samples.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asStaff } from '../lib/browser.js';
import { sound } from '../lib/checks.js';

/** Every desk of this walk, with a word that must stand on it. */
const OFFICER = [
  ['/desk/duplicates', '查重'],
  ['/desk/duplicates?state=hint', '线索'],
  ['/desk/waitlist/alerts', '轮候'],
  ['/desk/waitlist/overtaking', '申请日期更早'],
  ['/desk/waitlist/concerns', '公安'],
  ['/desk/letters', '送达'],
  ['/desk/absences', '代班'],
];

// H-02 H-03 H-05; F024 F052: every desk opens, says what it is for, and is sound.
test('沈经办打开查重、预警、越位、变故、送达登记簿，每一页都说得清楚', async () => {
  const officer = await asStaff('officer');
  for (const [path, word] of OFFICER) {
    assert.equal(await officer.go(path), 200, path);
    assert.ok((await officer.text()).includes(word), `${word} on ${path}`);
    await sound(officer);
  }
  await officer.leave();
});

// F057: the queue is frozen with its digest, and verifying says that nothing was changed.
test('沈经办冻结轮候册，当场核验', async () => {
  const officer = await asStaff('officer');
  await officer.go('/desk/waitlist/snapshots');
  await officer.press('冻结当前轮候册');
  assert.match(await officer.text(), /请写明用途/);
  await officer.fill('用途', '2026年第一批配租');
  await officer.press('冻结当前轮候册');
  assert.match(await officer.text(), /[0-9a-f]{64}/, 'the digest is shown');
  await sound(officer);
  await officer.page.locator('summary', { hasText: '核验' }).click();
  await officer.press('核验');
  assert.match(await officer.text(), /与摘要相符/);
  await officer.leave();
});

// H-02: evidence side by side, a note, one story.
test('沈经办对照两个部门的答复，记一条办案记录，看全程', async () => {
  const officer = await asStaff('officer');
  await officer.go('/desk/applications');
  await officer.tap(officer.page.locator('tbody tr th a').first());
  const home = officer.path();
  await officer.fill('添一条记录', '已电话核实');
  await officer.press('记下');
  assert.match(await officer.text(), /已电话核实/);
  await sound(officer);
  await officer.follow('对照证据和提交');
  assert.match(await officer.text(), /历次提交/);
  await sound(officer);
  await officer.go(`${home}?tab=story`);
  assert.match(await officer.text(), /办案记录/);
  await sound(officer);
  await officer.leave();
});

// CASE_REASSIGN, 抽查: a chief gives work on and sees how the samples came out.
test('韩科长看抽查结果、交接工作、登记自己休假', async () => {
  const chief = await asStaff('chief');
  for (const path of ['/desk/samples/results', '/desk/handover']) {
    assert.equal(await chief.go(path), 200, path);
    await sound(chief);
  }
  await chief.go('/desk/absences');
  await chief.press('登记');
  assert.match(await chief.text(), /请改正下面 3 处/);
  await sound(chief);
  await chief.leave();
});
