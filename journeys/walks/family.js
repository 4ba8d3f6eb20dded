// 一家人 — every adult signs on a phone of their own; parents sign for their child.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { answered, authorise, begin, contact, submit } from '../lib/apply.js';
import { asCitizen, byGanfutong } from '../lib/browser.js';
import { sound } from '../lib/checks.js';
import * as simulator from '../lib/simulator.js';

// JX2019-4/3.1a 3.1b 3.2b; C-04 C-07 C-16; 令11号 8; 个人信息保护法 31.
test('曾海涛提交申请，妻子在自己的手机上签授权书，全家一起认定', async () => {
  const husband = await asCitizen('曾海涛');
  const id = await begin(husband);
  const home = `/my/applications/${id}`;
  await authorise(husband);
  await answered(husband, id);
  await husband.press('都没有错');
  // The register names the family; nothing is typed.
  await husband.press(/^添加.*钟/);
  await husband.press(/^添加.*曾/);
  await sound(husband);
  await husband.follow('人齐了');
  assert.match(await husband.text(), /未成年的子女/);
  await husband.press('我同意并签署授权书');
  await contact(husband);
  await submit(husband);
  assert.match(await husband.text(), /登录签授权书/);
  await husband.go(home);
  await husband.until('待家庭成员授权', { seconds: 10, path: home });
  await sound(husband);

  const { id_number: number } = await simulator.relative('曾海涛', 1);
  const wife = await byGanfutong(number);
  await wife.until('等您签授权书', { seconds: 10, path: '/my' });
  await sound(wife);
  await wife.go('/my/messages');
  assert.match(await wife.text(), /请签署授权书/);
  await sound(wife);
  await wife.go('/my');
  await wife.follow('去看授权书');
  assert.match(await wife.text(), /我自己/);
  await wife.press('我同意并签署授权书');
  const hers = await wife.until('符合条件', { seconds: 30, path: home });
  assert.match(hers, /39,275/, 'deposits on the line are within it');
  assert.doesNotMatch(hers, /不符合条件/);
  // She may look; withdrawing is the applicant's.
  assert.equal(await wife.page.getByRole('link', { name: '撤回申请' }).count(), 0);
  await wife.go('/my/queries');
  assert.match(await wife.text(), /为什么查/);
  await sound(wife);
  await wife.leave();

  await husband.go(home);
  assert.match(await husband.text(), /符合条件/);
  await husband.leave();
});

// C-01: a relative applies in one's name, seen by both, ended by either.
test('老人授权家人代办，家人替她打开办件，随时可以撤回', async () => {
  const elder = await asCitizen('邱㛃𬱖');
  const helper = await simulator.person('朱志文');
  await elder.go('/my/helping');
  await elder.fill('对方姓名', '朱志文');
  await elder.fill('对方身份证号码', helper.id_number);
  // Days count from the business date, which other walks have moved.
  const [, year, month, date] = /业务日期 (\d+)年(\d+)月(\d+)日/.exec(await elder.page.locator('aside.demo').innerText());
  const until = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date) + 20)).toISOString().slice(0, 10);
  await elder.fill('有效到哪一天', until);
  await elder.tick('我授权对方');
  await elder.press('授权代办');
  assert.match(await elder.text(), /撤回对/);
  await sound(elder);

  const visitor = await asCitizen('朱志文');
  await visitor.go('/my/helping');
  await sound(visitor);
  await visitor.press(/^开始替/);
  assert.match(await visitor.page.locator('body').innerText(), /您正在替/);
  await sound(visitor);
  await visitor.press('结束代办');
  assert.doesNotMatch(await visitor.page.locator('body').innerText(), /您正在替/);
  await visitor.leave();

  await elder.go('/my/helping');
  await elder.press(/^撤回对/);
  assert.doesNotMatch(await elder.text(), /撤回对/);
  await elder.leave();
});
