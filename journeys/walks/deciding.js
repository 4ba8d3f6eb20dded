// 决定 — one says what is wrong, one proposes, another signs, and the letter tells how to go against it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answered, authorise, begin, contact, submit } from '../lib/apply.js';
import { asCitizen, asStaff } from '../lib/browser.js';
import { axe, noEnglish, sound } from '../lib/checks.js';

let id;

/** Opens the case as that colleague. */
async function file(account) {
  const colleague = await asStaff(account);
  assert.equal(await colleague.go(`/desk/applications/${id}`), 200);
  return colleague;
}

// JX2019-4/3.1b 3.2b; C-05: nobody is refused for saying that the register is wrong; the case rests until a person has looked.
test('邓国平说查到的存款不对，案件暂停，民政人员核实后继续', async () => {
  const visitor = await asCitizen('邓国平');
  id = await begin(visitor);
  await authorise(visitor);
  await answered(visitor, id);
  await visitor.follow(/^有误.*民政/);
  await sound(visitor);
  await visitor.press('提交说明');
  assert.match(await visitor.text(), /请改正下面 1 处/);
  await axe(visitor);
  await visitor.fill('写明哪里不对', '这笔存款是替人保管的。');
  await visitor.press('提交说明');
  assert.match(await visitor.text(), /您说：这笔存款是替人保管的。/);
  await sound(visitor);
  await visitor.press('都没有错');
  await visitor.follow('人齐了');
  await contact(visitor);
  await submit(visitor);
  const home = `/my/applications/${id}`;
  await visitor.go(home);
  await visitor.until('暂停', { seconds: 15, path: home });
  await sound(visitor);
  await visitor.leave();

  const reviewer = await asStaff('minzheng');
  await reviewer.go('/desk/lanes');
  await reviewer.tap(reviewer.page.locator('tbody tr', { hasText: '邓*平' }).getByRole('link').first());
  assert.match(await reviewer.text(), /这笔存款是替人保管的/);
  await sound(reviewer);
  await reviewer.fill('理由', '与银行核对，账户为本人所有，金额与反馈一致。');
  await reviewer.press(/^一致/);
  await reviewer.leave();
});

// 令11号 9; JX2019-4/1.2b; S-26: what one proposes another signs.
test('经办拟定不予登记，自己签不了，科长签发', async () => {
  const officer = await file('officer');
  await officer.until('拟定决定', { seconds: 15 });
  for (const tab of ['核查', '决定', '查询', '文书', '经过', '概况']) {
    const link = officer.page.locator('nav.tabs').getByRole('link', { name: tab }).first();
    if ((await link.count()) > 0) {
      await officer.tap(link);
      await sound(officer);
    }
  }
  await officer.press('提交签批');
  assert.match(await officer.text(), /请改正下面/);
  await sound(officer);
  await officer.tick(/不予登记/);
  await officer.fill('理由和所依条款', '储蓄存款 39,275.01 元，超过人均 39,275 元的标准。');
  await officer.press('提交签批');
  assert.match(await officer.text(), /拟不予登记，待签批/);
  assert.equal(await officer.page.getByRole('button', { name: /^签发/ }).count(), 0);
  await officer.leave();

  const chief = await file('chief');
  assert.match(await chief.text(), /沈经办/);
  await sound(chief);
  await chief.press('签发不予登记决定书');
  assert.match(await chief.text(), /不予登记/);
  await sound(chief);
  await chief.leave();
});

// 令11号 9; 行政复议法 20, 行政诉讼法 46; C-18.
test('邓国平打开决定书，看到救济途径，申请复核', async () => {
  const visitor = await asCitizen('邓国平');
  const home = `/my/applications/${id}`;
  await visitor.go(home);
  await visitor.until('不予登记决定书', { seconds: 10, path: home });
  await sound(visitor);
  await visitor.follow(/不予登记决定书/);
  const letter = await visitor.text();
  for (const part of ['39,275.01', '行政复议', '行政诉讼', '核验码']) assert.ok(letter.includes(part), `${part} in\n${letter}`);
  await axe(visitor);
  await noEnglish(visitor);
  await visitor.go(home);
  await visitor.follow('申请复核');
  await sound(visitor);
  await visitor.press('提交复核申请');
  assert.match(await visitor.text(), /请改正下面 1 处/);
  await visitor.fill('您认为哪里不对', '只超出一分钱，是当天的利息，请重新计算。');
  await visitor.press('提交复核申请');
  await visitor.go(home);
  assert.match(await visitor.text(), /复核中/);
  await sound(visitor);
  await visitor.leave();
});

// 令11号 9: whoever signed the refusal does not answer the reconsideration.
test('签发人不能答复自己的决定', async () => {
  const chief = await file('chief');
  const text = await chief.text();
  assert.match(text, /复核中/);
  if ((await chief.page.getByRole('button', { name: '答复并制发通知' }).count()) > 0) {
    await chief.tick(/维持/);
    await chief.fill('理由', '经复核，维持原决定。');
    await chief.press('答复并制发通知');
    assert.match(await chief.text(), /不能由|另一|不能是同一人|他人/);
  }
  await sound(chief);
  await chief.leave();
});
