// 规则 — an officer of the city changes a number with its citation; two chiefs confirm; from then on it is the law.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Visitor, asStaff } from '../lib/browser.js';
import { sound } from '../lib/checks.js';

let path;

// H-07; CLAUSES 2.x: a number and its citation change together, on a page that reads as law.
test('方规章把公示期改为7个工作日，写明依据，检查后提交确认', async () => {
  const officer = await asStaff('rules');
  await officer.go('/desk/packs');
  await sound(officer);
  await officer.go('/desk/packs/DEMO-GZ');
  assert.match(await officer.text(), /家庭人均年收入不超过46,760\.00元/);
  await sound(officer);
  await officer.follow('起草修订');
  await officer.press('开始修订');
  assert.match(await officer.text(), /请改正下面 1 处/);
  await officer.fill('为什么修订', '演示：公示期延长两天');
  await officer.press('开始修订');
  path = officer.path();
  assert.match(await officer.text(), /改了什么/);
  await sound(officer);
  const term = officer.page.locator('tr', { has: officer.page.getByRole('rowheader', { name: '公示期', exact: true }) });
  await officer.tap(term.getByRole('link').first());
  assert.equal(await officer.page.getByLabel('公示期').inputValue(), '5');
  await sound(officer);
  // A number that cannot be, then a number without a source.
  await officer.fill('公示期', '0');
  await officer.fill('修改理由', '按新文件延长');
  await officer.press('保存这一项');
  assert.match(await officer.text(), /天数应是1至365的整数/);
  await officer.fill('公示期', '7');
  await officer.choose('选用已有的依据', '');
  await officer.press('保存这一项');
  assert.match(await officer.text(), /请写明依据的文件名称/);
  await sound(officer);
  await officer.fill('文件名称', '演示：公示工作的通知');
  await officer.fill('条款', '第三条');
  await officer.fill('扫描件或档案编号', '2026-017');
  await officer.choose('来源等级', '演示');
  await officer.press('保存这一项');
  assert.equal(officer.path(), path);
  assert.match(await officer.text(), /5个工作日\s+7个工作日/);
  await officer.press('检查并提交确认');
  await officer.until('按', { seconds: 5 });
  await officer.until(/在办申请\d+件、轮候家庭\d+户/, { seconds: 40, path });
  await sound(officer);
  assert.equal(await officer.page.getByRole('button', { name: '第一人确认' }).count(), 0, 'who wrote it does not confirm it');
  await officer.leave();
});

// S-26: two persons, each with a reason of their own.
test('钟确认、纪复核先后确认，规则立即生效，群众看到的也是新的', async () => {
  const chief = await asStaff('rules.chief');
  await chief.go('/desk/inbox');
  await chief.go(path);
  await sound(chief);
  await chief.press('第一人确认');
  assert.match(await chief.text(), /至少4个字/);
  await chief.fill('核对了什么', '已与通知第三条核对，天数一致。');
  await chief.press('第一人确认');
  assert.match(await chief.text(), /待第二人确认/);
  assert.match(await chief.text(), /须由另一位同事确认/);
  assert.equal(await chief.page.getByRole('button', { name: /第二人确认/ }).count(), 0);
  await sound(chief);
  await chief.leave();

  const director = await asStaff('rules.director');
  await director.go(path);
  await director.fill('核对了什么', '复核无误，对在办事项没有影响。');
  await director.press('第二人确认，即时生效');
  assert.match(await director.text(), /已生效/);
  assert.match(await director.text(), /5个工作日\s+7个工作日/, 'what it changed stays readable');
  await sound(director);
  await director.go('/desk/packs/DEMO-GZ');
  assert.match(await director.text(), /在本系统确认过的版本/);
  await sound(director);
  await director.leave();

  const stranger = await Visitor.come();
  await stranger.go('/policies/DEMO-GZ');
  assert.match(await stranger.text(), /7个工作日/);
  await stranger.leave();
});

// 2.x: figures are dated and cited; another authority's drafts are not there.
test('统计数值有日期有出处；区里的人看不到市里的修订', async () => {
  const officer = await asStaff('rules');
  await officer.go('/desk/packs/statistics');
  await sound(officer);
  await officer.press('起草，交两人确认');
  assert.match(await officer.text(), /请选择地区/);
  await officer.leave();
  const elsewhere = await asStaff('officer');
  assert.equal(await elsewhere.go(path), 404);
  await elsewhere.leave();
});
