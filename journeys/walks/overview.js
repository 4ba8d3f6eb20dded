// 看板、档案、名单、投诉 — who looks over everything counts, checks and answers; on a phone and without scripts, too.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { OFFICE, PHONE, Visitor, asStaff } from '../lib/browser.js';
import { sound } from '../lib/checks.js';

// L-02, quality 3.5: charts with a table beside each, down from city to county.
test('领导看运行看板，从市到县，图表旁边都有数字', async () => {
  const leader = await asStaff('leader');
  await leader.go('/desk/overview');
  const figures = leader.page.locator('figure[data-chart]');
  await figures.locator('canvas').first().waitFor();
  assert.equal(await figures.locator('canvas').count(), await figures.locator('table').count(), 'a drawing for every table');
  assert.match(await leader.text(), /数据截至/);
  await sound(leader);
  await leader.follow('章贡区');
  assert.match(await leader.page.locator('h1').innerText(), /章贡区/);
  assert.match(await leader.text(), /时限依据/);
  await sound(leader);
  await leader.leave();
});

// S-14, L-02 on a phone: one column, nothing wider than the window.
test('看板在 360 像素宽的手机上能看，没有脚本也有数字', async () => {
  const leader = await asStaff('leader', { screen: PHONE });
  await leader.go('/desk/overview');
  await leader.page.locator('canvas').first().waitFor();
  await sound(leader);
  await leader.leave();
  const plain = await asStaff('leader', { screen: OFFICE, js: false });
  await plain.go('/desk/overview');
  assert.equal(await plain.page.locator('canvas').count(), 0);
  assert.match(await plain.text(), /提交申请\s+\d+/);
  await plain.leave();
});

// P-08, S-63: anybody reads the figures, none of them small.
test('公众看统计公报，没有小于五的数', async () => {
  const stranger = await Visitor.come();
  await stranger.go('/statistics');
  const told = await stranger.page.locator('td.number').allInnerTexts();
  assert.ok(told.length > 0 && told.every((text) => text === '不公布' || Number(text) >= 5), told.join(' '));
  await sound(stranger);
  await stranger.follow('赣州市');
  await sound(stranger);
  await stranger.leave();
});

// U-01: the whole file of a household as a signed bundle, and a draw by a seed.
test('审计制作一户一档并下载，按种子抽样', async () => {
  const auditor = await asStaff('auditor');
  await auditor.go('/desk/applications?state=waiting');
  const number = (await auditor.page.locator('tbody[data-rows] a').first().innerText()).trim();
  await auditor.go('/desk/archive');
  await auditor.press('制作这一户的档案包');
  assert.match(await auditor.text(), /请改正/);
  await sound(auditor, { allowed: ['verify', 'bundle', 'anju', 'key'] });
  await auditor.fill('申请编号或者轮候编号', number);
  await auditor.fill('用途', '年度审计抽查');
  await auditor.press('制作这一户的档案包');
  await auditor.until(/遮蔽\s+[0-9a-f]{64}/, { path: '/desk/archive' });
  const [download] = await Promise.all([auditor.page.waitForEvent('download'), auditor.link('下载').click()]);
  assert.match(download.suggestedFilename(), /^anju-.*\.zip$/);
  await auditor.go('/desk/jobs');
  assert.match(await auditor.text(), /一户一档[\s\S]*完成/);
  await sound(auditor);
  await auditor.go('/desk/audit-samples');
  await auditor.press('抽样');
  assert.match(await auditor.text(), /种子/);
  await auditor.press('正确');
  await sound(auditor);
  await auditor.leave();
});

// JX2019-4/2.2: nobody of the civil affairs' list is left without an owner.
test('经办交来民政名单，应保未保的每户都有责任人和下一步', async () => {
  const officer = await asStaff('officer');
  await officer.go('/desk/civil-lists');
  await officer.choose('地区', '360702');
  await officer.fill('名单名称或者文号', '低保名册');
  await officer.page.locator('#csv').fill('低保,何静,123');
  await officer.press('比对');
  assert.match(await officer.text(), /第 1 行的证件号码不对/);
  await officer.page.locator('#csv').fill('类别,姓名,证件号码\n特困,李明,440524188001010014');
  await officer.press('比对');
  assert.match(await officer.text(), /应保未保[\s\S]*李\*[\s\S]*沈经办/);
  assert.doesNotMatch(await officer.text(), /440524188001010014/);
  await sound(officer);
  await officer.leave();
});

// P-09: number, code, term, answer; not a word of an account.
test('群众不登录就能投诉，凭编号和查询码看到答复', async () => {
  const stranger = await Visitor.come();
  await stranger.go('/voice');
  await stranger.follow('写投诉');
  await stranger.press('提交投诉');
  assert.match(await stranger.text(), /请改正/);
  await sound(stranger);
  await stranger.choose('哪里的事', '360702');
  await stranger.tick('办得太慢');
  await stranger.fill('什么事', '等了很久没有人说明');
  await stranger.press('提交投诉');
  const [number, code] = await stranger.page.locator('dd.code').allInnerTexts();
  await sound(stranger);
  const director = await asStaff('director');
  await director.go('/desk/complaints');
  await director.follow(number);
  await director.press('受理');
  await director.fill('答复', '已请窗口说明办理进度。');
  await director.press('答复投诉人');
  await sound(director);
  await director.leave();
  await stranger.go('/complaints');
  await stranger.fill('投诉编号', number);
  await stranger.fill('查询码', code);
  await stranger.press('查投诉');
  assert.match(await stranger.text(), /已答复[\s\S]*已请窗口说明办理进度/);
  await sound(stranger);
  await stranger.leave();
});

// I-01, T-01: calls by department, organisations with a code that checks.
test('系统管理员看调用和线路，登记功能区的住保部门', async () => {
  const administrator = await asStaff('sysadmin');
  await administrator.go('/desk/exchange');
  assert.match(await administrator.text(), /95% 的用时/);
  await sound(administrator);
  await administrator.go('/desk/organisations');
  await administrator.fill('统一社会信用代码', '91330100799655058C');
  await administrator.press('登记单位');
  assert.match(await administrator.text(), /校验码/);
  await administrator.fill('统一社会信用代码', '91330100799655058B');
  await administrator.fill('单位全称', '赣州经开区住房保障中心');
  await administrator.choose('性质', 'authority');
  await administrator.fill('地区代码', '3607E1');
  await administrator.press('登记单位');
  assert.match(await administrator.text(), /功能区/);
  await sound(administrator);
  await administrator.leave();
});
