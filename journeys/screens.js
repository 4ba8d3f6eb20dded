// 截图 — a picture of every page for the documentation: public and citizens' pages as on a phone, staff's as in an office.
//
// Run by `npm run screens`; writes ../docs/screens/*.png. The demo is new each time, so everything is done in the order
// in which it comes to be: a citizen applies, then colleagues work, then whoever oversees looks on.

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import * as apply from './lib/apply.js';
import { OFFICE, PHONE, Visitor, asCitizen, asStaff, close } from './lib/browser.js';
import { stop } from './lib/demo.js';
import * as simulator from './lib/simulator.js';
import { bring, queue } from './lib/sheet.js';

const OUT = fileURLToPath(new URL('../docs/screens/', import.meta.url));
mkdirSync(OUT, { recursive: true });

/** What could not be pictured, and why; told at the end. */
const missed = [];

/** The page as far as it goes on a phone, what is in a tall window in an office. */
async function shot(visitor, name) {
  const { width } = visitor.page.viewportSize();
  const tall = await visitor.page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height: Math.min(tall, width < 600 ? 1500 : 1200) };
  await visitor.page.screenshot({ path: `${OUT}${name}.png`, clip, fullPage: true, animations: 'disabled' });
}

/** Some pictures that belong together; what goes wrong in one part does not take the others with it. */
async function part(title, pictures) {
  try {
    await pictures();
  } catch (error) {
    missed.push(`${title}: ${error.message.split('\n')[0]}`);
  }
}

/** Pages of somebody, one after the other: `[path, name]`, and `first` to open the first row of the list. */
async function pages(visitor, list) {
  for (const [path, name, first] of list) {
    await part(`${name} ${path}`, async () => {
      const status = await visitor.go(path);
      if (status !== 200) throw new Error(`answers ${status}`);
      if (first) await visitor.tap(visitor.page.locator('tbody a, main .card h2 a').first());
      await shot(visitor, name);
    });
  }
}

/** Pages of a post. */
async function post(account, list, how) {
  const visitor = await asStaff(account, how);
  await pages(visitor, list);
  return visitor;
}

/** A picture of a page with what is wrong on it marked. */
async function refused(visitor, button, name) {
  await part(name, async () => {
    await visitor.press(button);
    await shot(visitor, name);
  });
}

/** Nobody in particular. */
const s = await Visitor.come();
await pages(s, [
  ['/', 'public-home'],
  ['/guide', 'public-guide'],
  ['/guide/360702', 'public-guide-region'],
  ['/self-test', 'public-self-test'],
  ['/policies/DEMO-GZ', 'public-policy'],
  ['/notices', 'public-notices'],
  ['/notices', 'public-notice', true],
  ['/rank', 'public-rank'],
  ['/statistics', 'public-statistics'],
  ['/voice', 'public-voice'],
  ['/complaints', 'public-complaints'],
  ['/sign-in', 'public-sign-in'],
]);
await part('self-test', async () => {
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
});
await part('complaint', async () => {
  await s.go('/complaints/new');
  await shot(s, 'public-complaint');
  await s.choose('哪里的事', '360702');
  await s.tick('办得太慢');
  await s.fill('什么事', '等了很久没有人说明');
  await s.press('提交投诉');
  await shot(s, 'public-complaint-received');
});

/** 何静 applies. */
const c = await asCitizen('何静');
await c.go('/my/apply');
await shot(c, 'citizen-start');
const id = await apply.begin(c);
const home = `/my/applications/${id}`;
await shot(c, 'citizen-tasks');
await c.follow('读并签署授权书');
await shot(c, 'citizen-authorise');
await c.press('我同意');
await apply.answered(c, id);
await shot(c, 'citizen-found');
await part('wrong', async () => {
  await c.follow(/^有误/);
  await shot(c, 'citizen-wrong');
});
await c.go(`${home}/found`);
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

/** 卢根生 applies while the tax office says nothing: papers, a change, rights. */
const veteran = await asCitizen('卢根生');
await part('papers', async () => {
  await simulator.disturb('shuiwu', { refused: true });
  await simulator.disturb('gongjijin', { refused: true });
  const its = await apply.begin(veteran);
  await apply.authorise(veteran);
  await apply.answered(veteran, its);
  await veteran.press('都没有错');
  await veteran.follow('人齐了');
  await apply.contact(veteran);
  await apply.submit(veteran);
  await veteran.go(`/my/applications/${its}/papers`);
  await shot(veteran, 'citizen-papers');
  await veteran.follow('工资流水或收入证明');
  const drawn = await veteran.page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [800, 520];
    const pen = canvas.getContext('2d');
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, 800, 520);
    pen.fillStyle = '#123';
    pen.font = '44px sans-serif';
    ['工资流水（演示）', '2026年1月　3,000.00', '2026年2月　3,000.00'].forEach((line, at) => pen.fillText(line, 90, 130 + at * 110));
    return canvas.toDataURL('image/jpeg').split(',')[1];
  });
  await veteran.page.getByLabel('或者从手机里选').setInputFiles({ name: '流水.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(drawn, 'base64') });
  await veteran.press('上传');
  await shot(veteran, 'citizen-paper');
  const clerk = await post('window', [[`/desk/applications/${its}/papers`, 'desk-papers']]);
  await clerk.context.close();
  await veteran.go(`/my/applications/${its}/change`);
  await shot(veteran, 'citizen-change');
  await veteran.tick('收入或工作变了');
  await veteran.fill('哪一天', '2026-03-01');
  await veteran.fill('发生了什么', '换了一份工作');
  await veteran.press('报告');
  await shot(veteran, 'citizen-changes');
});
await part('rights', async () => {
  await pages(veteran, [['/my/rights', 'citizen-rights'], ['/my/rights/copy', 'citizen-copy'], ['/my/rights/explain', 'citizen-explain'], ['/my/helping', 'citizen-helping'], ['/my/contact', 'citizen-reach']]);
  await veteran.go('/my/rights/ask/correct');
  await veteran.fill('您的要求', '名字登记错了一个字');
  await veteran.press('申请更正');
});

/** Another applies, too, so that a reviewer has a batch. */
await part('batch', async () => {
  const other = await asCitizen('郭文斌');
  await apply.handIn(other);
  const reviewer = await asStaff('gongjijin');
  await reviewer.go('/desk/lanes');
  const boxes = reviewer.page.locator('tbody input[name=lanes]');
  for (let round = 0; round < 40 && (await boxes.count()) < 2; round += 1) {
    await reviewer.page.waitForTimeout(500);
    await reviewer.page.reload();
  }
  await reviewer.page.getByLabel('全部勾选').check();
  await shot(reviewer, 'desk-lanes-chosen');
  await reviewer.press(/勾选的都核实一致/);
  await reviewer.page.getByText(/件办完：一致/).waitFor();
  await shot(reviewer, 'desk-lanes-batch');
});
await part('lane', async () => {
  const reviewer = await post('shuiwu', [['/desk', 'desk-bench-reviewer'], ['/desk/lanes', 'desk-lanes'], ['/desk/lanes', 'desk-lane', true]]);
  await reviewer.page.keyboard.press('u');
  await reviewer.page.waitForLoadState();
  await reviewer.page.waitForTimeout(300);
  await shot(reviewer, 'desk-lane-wrong');
});
await simulator.heal();

/** Date moves on, so that 何静 waits. */
await c.until('公示中', { seconds: 60, path: home });
const o = await asStaff('officer');
await o.go('/desk');
await shot(o, 'desk-bench');
await post('releaser', [['/desk', 'desk-bench-releaser'], ['/desk/notices', 'desk-notices'], ['/desk/notices', 'desk-notice', true]]);
await o.go('/desk');
await o.tap(o.page.locator('.demo button', { hasText: '30 天' }));
await part('rank', async () => {
  await c.until('我的位次', { path: home });
  await shot(c, 'citizen-waiting');
  await c.follow('谁在前面');
  await shot(c, 'citizen-rank');
});
await pages(c, [['/my', 'citizen-my'], ['/my/queries', 'citizen-queries'], ['/my/messages', 'citizen-messages']]);
await part('care', async () => {
  await c.go('/');
  await c.follow(/关怀版/);
  await shot(c, 'citizen-care');
  await c.go('/my');
  await shot(c, 'citizen-care-my');
});

/** The window. */
const w = await post('window', [['/desk', 'desk-bench-window'], ['/desk/intake', 'desk-intake']]);
await part('card', async () => {
  const { id_number: number, name } = await simulator.person('刘桂兰');
  await w.go('/desk/intake');
  await w.page.keyboard.insertText(`${name}|女|汉|19480101|江西省赣州市章贡区解放街道演示路2号|${number}|赣州市公安局章贡分局`);
  await w.page.locator('#live', { hasText: '可以受理' }).waitFor();
  await shot(w, 'desk-intake-card');
  await w.go('/desk/intake');
  await refused(w, /开始受理|受理/, 'desk-intake-wrong');
});
await pages(w, [['/desk/intake', 'desk-intake-case', true], ['/desk/keys', 'desk-keys'], ['/desk/search?q=360702', 'desk-search']]);
await post('community', [['/desk', 'desk-bench-community'], ['/desk/visits', 'desk-visits'], ['/desk/visits', 'desk-visit', true]]);

/** The officer. */
await pages(o, [
  ['/desk/inbox', 'desk-inbox'],
  ['/desk/applications', 'desk-cases'],
  ['/desk/applications?state=reviewing', 'desk-case', true],
]);
const file = o.path();
await pages(o, [
  [`${file}?tab=lanes`, 'desk-case-lanes'],
  [`${file}?tab=decision`, 'desk-case-decision'],
  [`${file}?tab=evidence`, 'desk-case-evidence'],
  [`${file}?tab=story`, 'desk-case-story'],
  [`${file}/compare`, 'desk-case-compare'],
  ['/desk/letters', 'desk-letters'],
  ['/desk/changes', 'desk-changes'],
  ['/desk/changes', 'desk-change', true],
  ['/desk/rights', 'desk-rights'],
  ['/desk/rights', 'desk-right', true],
  ['/desk/objections', 'desk-objections'],
  ['/desk/objections', 'desk-objection', true],
  ['/desk/duplicates', 'desk-duplicates'],
  ['/desk/duplicates?state=hint', 'desk-duplicates-hints'],
  ['/desk/duplicates?state=hint', 'desk-duplicate', true],
  ['/desk/waitlist', 'desk-waitlist'],
  ['/desk/waitlist', 'desk-waitlist-one', true],
  ['/desk/must-cover', 'desk-must-cover'],
  ['/desk/waitlist/alerts', 'desk-alerts'],
  ['/desk/waitlist/overtaking', 'desk-overtaking'],
  ['/desk/waitlist/concerns', 'desk-concerns'],
  ['/desk/credit', 'desk-credit'],
  ['/desk/absences', 'desk-absences'],
]);
await part('snapshot', async () => {
  await o.go('/desk/waitlist/snapshots');
  await o.fill('用途', '2026年第一批配租');
  await o.press('冻结当前轮候册');
  await shot(o, 'desk-snapshot');
  await o.go('/desk/waitlist/snapshots');
  await shot(o, 'desk-snapshots');
});
await part('civil', async () => {
  await o.go('/desk/civil-lists');
  await o.choose('地区', '360702');
  await o.fill('名单名称或者文号', '低保名册');
  await o.page.locator('#csv').fill('类别,姓名,证件号码\n特困,李明,440524188001010014');
  await o.press('比对');
  await shot(o, 'desk-civil-list');
  await o.go('/desk/civil-lists');
  await shot(o, 'desk-civil-lists');
});
await part('import', async () => {
  await o.go('/desk/import');
  await shot(o, 'desk-import');
  await bring(o, queue('2021-02-30'));
  await shot(o, 'desk-import-wrong');
  await o.press('取消这一批');
  const batch = await bring(o, queue('2021-03-02'));
  const chief = await post('chief', [['/desk', 'desk-bench-chief'], [batch, 'desk-import-confirm']]);
  await chief.press('导入 2 户');
  await chief.until(/已导入\s+2/, { path: batch });
  await shot(chief, 'desk-import-done');
});
await part('export', async () => {
  await o.go('/desk/exports');
  await o.follow('轮候册');
  await shot(o, 'desk-export-new');
  await o.choose('地区', '360702');
  await o.fill('用途', '报市局半年统计');
  await o.tick('Excel');
  await o.press(/^申请导出/);
  await o.until('下载文件', { path: o.path() });
  await shot(o, 'desk-export');
  await o.go('/desk/exports');
  await shot(o, 'desk-exports');
});

/** The chief: signs, samples, answers, gives work on. */
await post('chief', [
  ['/desk/applications?state=proposed', 'desk-sign', true],
  ['/desk/samples', 'desk-samples'],
  ['/desk/samples/results', 'desk-samples-results'],
  ['/desk/handover', 'desk-handover'],
  ['/desk/complaints', 'desk-complaints'],
  ['/desk/complaints', 'desk-complaint', true],
  ['/desk/letters', 'desk-letter', true],
]);
await part('absence', async () => {
  const chief = await asStaff('chief');
  await chief.go('/desk/absences');
  await refused(chief, '登记', 'desk-absences-wrong');
});

/** Rules. */
const r = await post('rules', [
  ['/desk/packs', 'desk-packs'],
  ['/desk/packs/DEMO-GZ', 'desk-pack'],
  ['/desk/packs/JX-2019-4', 'desk-pack-unknown'],
  ['/desk/packs/lint', 'desk-packs-lint'],
  ['/desk/packs/statistics', 'desk-packs-statistics'],
]);
await part('revision', async () => {
  await r.go('/desk/packs/DEMO-GZ');
  await r.follow('起草修订');
  await shot(r, 'desk-revision-start');
  await r.fill('为什么修订', '演示：公示期延长两天');
  await r.press('开始修订');
  const draft = r.path();
  const term = r.page.locator('tr', { has: r.page.getByRole('rowheader', { name: '公示期', exact: true }) });
  await r.tap(term.getByRole('link').first());
  await shot(r, 'desk-revision-item');
  await r.fill('公示期', '7');
  await r.fill('修改理由', '按新文件延长');
  await r.choose('选用已有的依据', '');
  await r.fill('文件名称', '演示：公示工作的通知');
  await r.fill('条款', '第三条');
  await r.fill('扫描件或档案编号', '2026-017');
  await r.choose('来源等级', '演示');
  await r.press('保存这一项');
  await shot(r, 'desk-revision');
  await r.press('检查并提交确认');
  await r.until(/在办申请\d+件、轮候家庭\d+户/, { seconds: 150, path: draft });
  await shot(r, 'desk-revision-checked');
  await post('rules.chief', [[draft, 'desk-revision-confirm'], ['/desk/packs/drafts', 'desk-revisions']]);
});

/** Who looks on. */
await post('leader', [['/desk', 'desk-bench-leader'], ['/desk/overview', 'desk-overview']]);
await post('leader', [['/desk/overview', 'desk-overview-phone']], { screen: PHONE });
const u = await post('auditor', [['/desk', 'desk-bench-auditor'], ['/desk/applications?state=waiting', 'desk-cases-auditor']]);
await part('archive', async () => {
  const number = (await u.page.locator('tbody[data-rows] a').last().innerText()).trim();
  await u.tap(u.page.locator('tbody[data-rows] a').last());
  const at = u.path();
  await u.go(`${at}?tab=decision`);
  await u.follow('复算');
  await shot(u, 'desk-replay');
  await u.go('/desk/archive');
  await u.fill('申请编号或者轮候编号', number);
  await u.fill('用途', '年度审计抽查');
  await u.press('制作这一户的档案包');
  await u.until('下载', { path: '/desk/archive' });
  await shot(u, 'desk-archive');
  await u.go('/desk/audit-samples');
  await shot(u, 'desk-audit-samples');
  await u.press('抽样');
  await shot(u, 'desk-audit-sample');
  await u.go('/desk/jobs');
  await shot(u, 'desk-jobs');
});

/** The three administrators. */
await post('sysadmin', [['/desk', 'desk-bench-administrator'], ['/desk/exchange', 'desk-exchange'], ['/desk/organisations', 'desk-organisations'], ['/desk/users/add', 'desk-user-add']]);
await post('secadmin', [['/desk/users', 'desk-users'], ['/desk/users?q=officer', 'desk-user', true], ['/desk/me', 'desk-me'], ['/desk/sessions', 'desk-sessions']]);
await post('audadmin', [['/desk/audit', 'desk-audit'], ['/desk/audit?act=%E8%BD%AC%E4%BA%BA%E5%B7%A5', 'desk-audit-words']]);

const desk = await Visitor.come({ screen: OFFICE });
await pages(desk, [['/desk/sign-in', 'desk-sign-in']]);
await close();
await stop();
if (missed.length > 0) {
  console.error(`no picture of:\n${missed.join('\n')}`);
  process.exitCode = 1;
}
