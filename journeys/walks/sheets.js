// 表格 — an old queue comes in from a file, two persons and one wrong cell; a list goes out for a purpose.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asStaff } from '../lib/browser.js';
import { sound } from '../lib/checks.js';
import { bring, number, queue } from '../lib/sheet.js';

/** Names of file formats and ends of file names, as people know them. */
const FORMATS = ['xlsx', 'csv', 'CSV', 'GBK', 'UTF'];

let batch;

// JX2019-4/2.3a; S-31, S-33: what is wrong is told by its cell; the mended file waits for another person.
test('沈经办上传历史轮候册，先看到哪一格不对，改好再传', async () => {
  const officer = await asStaff('officer');
  await officer.go('/desk/import');
  const ids = await officer.page.locator('main [id]').evaluateAll((all) => all.map(({ id }) => id));
  assert.deepEqual(ids.filter((id, at) => ids.indexOf(id) !== at), [], 'every field has an id of its own');
  await sound(officer, { allowed: FORMATS });
  await officer.press('上传并检查');
  assert.match(await officer.text(), /请改正下面/);
  await sound(officer, { allowed: FORMATS });

  await bring(officer, queue('2021-02-30'));
  assert.match(await officer.text(), /有问题的行[\s\S]*G3\s+申请日期/, 'the cell is named as the spreadsheet calls it');
  assert.match(await officer.text(), /可以导入\s+1/);
  await sound(officer, { allowed: FORMATS });
  const [errors] = await Promise.all([officer.page.waitForEvent('download'), officer.link('下载带错误说明的表格').click()]);
  assert.match(errors.suggestedFilename(), /\.xlsx$/);
  await officer.press('取消这一批');
  assert.match(await officer.text(), /已取消/);

  batch = await bring(officer, queue('2021-03-02'));
  assert.match(await officer.text(), /可以导入\s+2[\s\S]*有问题，不导入\s+0/);
  assert.match(await officer.text(), /由另一位有权限的同事确认导入/);
  assert.equal(await officer.page.getByRole('button', { name: /^导入/ }).count(), 0, 'whoever brought it does not confirm it');
  await sound(officer, { allowed: FORMATS });
  await officer.leave();
});

// S-26: another person confirms; the job runs, and the queue keeps the old dates.
test('韩科长确认导入，任务完成，轮候册里按原申请日期排着', async () => {
  const chief = await asStaff('chief');
  await chief.go('/desk/inbox');
  await chief.go(batch);
  await sound(chief, { allowed: FORMATS });
  await chief.press('导入 2 户');
  await chief.until(/已导入\s+2/, { seconds: 30, path: batch });
  await sound(chief, { allowed: FORMATS });
  await chief.go('/desk/jobs');
  await chief.until(/导入[\s\S]*完成/, { seconds: 10 });
  await sound(chief, { allowed: FORMATS });
  await chief.leave();

  const officer = await asStaff('officer');
  await officer.go('/desk/waitlist?region=360702');
  const listed = await officer.text();
  assert.match(listed, /钟\*到/, listed);
  await sound(officer, { allowed: FORMATS });
  // The same file again changes nothing, and says so.
  await bring(officer, queue('2021-03-02'));
  await officer.until('没有变化', { seconds: 20 });
  await officer.leave();
});

// 个人信息保护法 51; S-35: a purpose, a job, a file that bears the purpose and the name.
test('沈经办导出轮候册：没有用途不行，写明用途后生成文件，可以下载', async () => {
  const officer = await asStaff('officer');
  await officer.go('/desk/exports');
  await sound(officer, { allowed: FORMATS });
  await officer.follow('轮候册');
  await officer.press(/^申请导出/);
  assert.match(await officer.text(), /请写明用途/);
  await sound(officer, { allowed: FORMATS });
  await officer.choose('地区', '360702');
  await officer.fill('用途', '报市局半年统计');
  await officer.tick('CSV');
  await officer.press(/^申请导出/);
  const home = officer.path();
  await officer.until('下载文件', { seconds: 30, path: home });
  assert.match(await officer.text(), /已生成[\s\S]*报市局半年统计/);
  await sound(officer, { allowed: FORMATS });
  const [file] = await Promise.all([officer.page.waitForEvent('download'), officer.link('下载文件').click()]);
  assert.match(file.suggestedFilename(), /\.csv$/);
  const kept = await officer.page.request.get(await officer.link('下载文件').getAttribute('href'));
  const text = await kept.text();
  assert.match(text, /报市局半年统计/);
  assert.ok(text.includes('钟*到') && !text.includes(number('510203', 771)), 'masked as on the screen');
  await officer.go('/desk/exports');
  assert.match(await officer.text(), /轮候册[\s\S]*已生成[\s\S]*下载/);
  await sound(officer, { allowed: FORMATS });
  await officer.leave();
});
