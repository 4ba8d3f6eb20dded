// 核查 — a department that does not answer is a question for a person, never an answer.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answered, authorise, begin, contact, handIn, submit } from '../lib/apply.js';
import { asCitizen, asStaff } from '../lib/browser.js';
import { sound } from '../lib/checks.js';
import * as simulator from '../lib/simulator.js';

// JX2019-4/3.1b 3.2b; D-01; R-08: the link is down, the reviewer looks in the department's own system.
test('税务接口拒绝查询，税务人员人工核实，按一个键，案件继续走到认定', async () => {
  const doctor = await asCitizen('陈思远');
  await simulator.disturb('shuiwu', { refused: true });
  const id = await begin(doctor);
  await authorise(doctor);
  const found = await answered(doctor, id);
  assert.match(found, /税务[\s\S]*?没有答复/);
  await sound(doctor);
  await doctor.press('都没有错');
  await doctor.follow('人齐了');
  await contact(doctor);
  await submit(doctor);
  const home = `/my/applications/${id}`;
  await doctor.go(home);
  const waiting = await doctor.until('由工作人员核实', { path: home });
  await simulator.heal();
  assert.doesNotMatch(waiting, /不予登记|不符合条件/);

  const reviewer = await asStaff('shuiwu');
  await reviewer.go('/desk/lanes');
  await reviewer.until('陈*远', { seconds: 15, path: '/desk/lanes' });
  await sound(reviewer);
  const row = reviewer.page.locator('tbody tr', { hasText: '陈*远' }).filter({ hasText: '待人工核验' });
  await reviewer.tap(row.getByRole('link').first());
  assert.match(await reviewer.text(), /没有答复|暂时|拒绝/);
  await sound(reviewer);
  // What he says is one key; without a reason the other two are refused.
  await Promise.all([reviewer.page.waitForNavigation(), reviewer.page.keyboard.press('u')]);
  assert.match(await reviewer.text(), /请改正下面 1 处/);
  await sound(reviewer);
  await reviewer.page.evaluate(() => document.activeElement?.blur());
  await Promise.all([reviewer.page.waitForNavigation(), reviewer.page.keyboard.press('a')]);
  await reviewer.leave();

  const decided = await doctor.until(/认定结果|待人工认定/, { seconds: 15, path: home });
  assert.doesNotMatch(decided, /不予登记/);
  await doctor.leave();
});

// JX2019-4/3.1b; D-01; 个人信息保护法 24: silence until the last day and beyond.
test('民政始终没有答复，到期转给人核实，不当作不符合', async () => {
  const mother = await asCitizen('林春燕');
  const id = await begin(mother);
  const home = `/my/applications/${id}`;
  await authorise(mother);
  await mother.until('税务', { seconds: 20, path: `${home}/found` });
  // She does not wait for the one that is missing.
  await mother.go(`${home}/found?still=1`);
  await sound(mother);
  await mother.press('都没有错');
  await mother.press(/^添加.*林/);
  await mother.follow('人齐了');
  await mother.press('我同意并签署授权书');
  await contact(mother);
  await submit(mother);
  await mother.go(`${home}?still=1`);
  assert.match(await mother.text(), /并联核查中/);

  const officer = await asStaff('officer');
  await officer.tap(officer.page.locator('.demo button', { hasText: '30 天' }));
  await officer.leave();
  const late = await mother.until('由工作人员核实', { seconds: 15, path: home });
  assert.match(late, /并联核查中|待人工认定/);
  assert.doesNotMatch(late, /不予登记|不符合条件/);

  const reviewer = await asStaff('minzheng');
  await reviewer.go('/desk/lanes');
  const row = reviewer.page.locator('tbody tr', { hasText: '林*燕' });
  assert.match(await row.first().innerText(), /待人工核验/);
  await reviewer.tap(row.getByRole('link').first());
  await reviewer.fill('理由', '与民政系统人工核对，银行尚未回复，无法核验存款。');
  await reviewer.press(/^无法核验/);
  await reviewer.leave();
  const handed = await mother.until('待人工认定', { seconds: 15, path: home });
  assert.doesNotMatch(handed, /不予登记|不符合条件/);
  await sound(mother);
  await mother.leave();
});

// D-01: many questions confirmed at once with the keyboard, each with its own result.
test('公积金接口停了，核查人员勾选多件一并确认一致，逐件看到结果', async () => {
  await simulator.disturb('gongjijin', { refused: true });
  for (const name of ['黄春生', '郭文斌']) {
    const person = await asCitizen(name);
    await handIn(person);
    await person.leave();
  }
  const reviewer = await asStaff('gongjijin');
  await reviewer.go('/desk/lanes');
  const boxes = reviewer.page.locator('tbody input[name=lanes]');
  for (let round = 0; round < 30 && (await boxes.count()) < 2; round += 1) {
    await reviewer.page.waitForTimeout(500);
    await reviewer.page.reload();
  }
  await simulator.heal();
  const many = await boxes.count();
  assert.ok(2 <= many, await reviewer.text());
  await sound(reviewer);
  // J and K move, and each has a button that does the same.
  await reviewer.page.keyboard.press('j');
  await reviewer.page.getByRole('button', { name: /下一行/ }).click();
  assert.equal(await reviewer.page.locator('tr.chosen').count(), 1);
  await reviewer.page.getByLabel('全部勾选').check();
  assert.equal(await reviewer.page.locator('tbody input[name=lanes]:checked').count(), many);
  await reviewer.press(/勾选的都核实一致/);
  await reviewer.page.getByText(`${many} 件办完：一致 ${many} 件`).waitFor();
  await sound(reviewer);
  await reviewer.leave();
});
