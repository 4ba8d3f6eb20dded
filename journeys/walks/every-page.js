// 每一页 — whatever the menus lead to, for everybody: accessible, in Chinese, no wider than the window, calm.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { PHONE, Visitor, asCitizen, asStaff } from '../lib/browser.js';
import { axe, hasWords, noEnglish, noSideways, sound } from '../lib/checks.js';
import { RECORDED } from './oversight.js';

const STAFF = ['window', 'gongan', 'minzheng', 'ziran', 'renshe', 'shuiwu', 'gongjijin', 'shijian', 'zhujian', 'community', 'officer', 'chief', 'director', 'releaser', 'auditor', 'leader', 'sysadmin', 'secadmin', 'audadmin', 'rules', 'rules.chief', 'province'];

/** Accounts are data of the office, typed at sign-in. */
const ACCOUNTS = [...STAFF, ...RECORDED, 'reviewer', 'system', 'admin', 'demo', 'local'];

/** `/desk/notices/01K…` and `/desk/notices/01M…` are one kind of page. */
const kind = (href) => href.replaceAll(/[0-9A-HJKMNP-TV-Z]{26}/g, '*').replace(/\/(guide|policies|packs)\/[^/?]+$/, (all, desk) => (/\/(lint|drafts|statistics)$/.test(all) ? all : `/${desk}/*`)).replace(/\/packs\/[^/?]+\/edit.*$/, '/packs/*/edit').replace(/\?(?!tab=).*/, '').replace(/&.*/, '');

const inside = (visitor, within) => visitor.page.locator(within).evaluateAll((all) => all.map((one) => one.getAttribute('href')).filter((href) => href?.startsWith('/')).map((href) => href.split('#')[0]));

/** Follows links of a place until every kind of page has been seen; answers the kinds. */
async function wander(visitor, first, { keep, most = 40 }) {
  const seen = new Map();
  const waiting = first.map((href) => [href, 'the menu']);
  while (waiting.length > 0) {
    const [href, from] = waiting.shift();
    if (seen.has(kind(href)) || !keep(href)) continue;
    const status = await visitor.go(href);
    assert.equal(status, 200, `${href} is linked from ${from}`);
    seen.set(kind(href), href);
    // A letter on paper has its own heading and width.
    const paper = (await visitor.page.locator('html[data-shell=paper]').count()) > 0;
    if (!paper) await hasWords(visitor);
    if (!paper) await noSideways(visitor);
    await noEnglish(visitor, ACCOUNTS);
    await axe(visitor);
    visitor.calm();
    assert.ok(seen.size <= most, [...seen.keys()].join(' '));
    waiting.push(...(await inside(visitor, 'a[href]')).map((next) => [next, href]));
  }
  return [...seen.keys()];
}

// Files are saved, not shown.
const acts = /sign-out|\/care\?|replay=|\/demo\/|copy\.json|\/my\/papers\/|\/desk\/papers\/|\/desk\/lane-papers\/|\/api\/|\/(file|download|errors|template)$/;

// These only look, so several look at once.
describe('菜单和链接能到的每一页', { concurrency: 3 }, () => {
  // WCAG 2.2 AA, GB/T 37668-2019, S-17; P-01 to P-10.
  test('公众能到的每一页在 360 像素宽的手机上都站得住', async () => {
    const stranger = await Visitor.come();
    const kinds = await wander(stranger, ['/', '/policies', '/sign-in'], { keep: (href) => !acts.test(href) && !href.startsWith('/my') && !href.startsWith('/desk') });
    for (const page of ['/', '/notices', '/notices/*', '/rank', '/guide', '/guide/*', '/policies', '/policies/*', '/self-test', '/voice', '/privacy', '/accessibility', '/sign-in']) assert.ok(kinds.includes(page), `${page} can be reached; seen ${kinds.join(' ')}`);
    await stranger.leave();
  });

  // C-01 to C-28 as far as they exist.
  test('群众自己的每一页在 360 像素宽的手机上都站得住', async () => {
    for (const name of ['何静', '邓国平']) {
      const citizen = await asCitizen(name);
      const kinds = await wander(citizen, ['/my'], { keep: (href) => !acts.test(href) && href.startsWith('/my') });
      for (const page of ['/my', '/my/messages', '/my/queries', '/my/helping', '/my/sessions', '/my/applications/*']) assert.ok(kinds.includes(page), `${page} can be reached by ${name}; seen ${kinds.join(' ')}`);
      await citizen.leave();
    }
  });

  // W-, D-, H-pages; S-20: everything a menu names opens for whom it names it.
  for (const account of STAFF) {
    test(`${account} 的菜单能到的每一页都打得开、站得住`, async () => {
      const colleague = await asStaff(account);
      const kinds = await wander(colleague, ['/desk'], { keep: (href) => !acts.test(href) && href.startsWith('/desk'), most: 60 });
      for (const href of await inside(colleague, 'nav.menu ul a')) assert.ok(kinds.includes(kind(href)), href);
      await colleague.leave();
    });
  }
});

// MIIT 适老化, S-17: large type, large targets, on the first page.
test('关怀版：字不小于 24 像素，按钮不小于 60 像素', async () => {
  const elder = await asCitizen('刘桂兰');
  await elder.go('/');
  await elder.follow(/关怀版/);
  for (const path of ['/', '/my', '/notices', '/guide', '/rank', '/my/apply', '/my/apply/region', '/my/helping', '/self-test']) {
    await elder.go(path);
    const small = await elder.page.evaluate(() => {
      const texts = [...document.querySelectorAll('main p, main li, main label, main dd, main a, main button, main legend')].filter((one) => one.checkVisibility() && !one.closest('.unseen') && one.textContent.trim());
      const tiny = texts.filter((one) => Number.parseFloat(getComputedStyle(one).fontSize) < 24 && !one.closest('.small, .hint, .quiet'));
      const targets = [...document.querySelectorAll('main button, main .btn, main .tiles a, main summary, main input:not([type=hidden]):not([type=radio]):not([type=checkbox]), main select, main textarea, main .choice')].filter((one) => one.checkVisibility());
      const low = targets.filter((one) => one.getBoundingClientRect().height < 60);
      const say = (one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 12)} ${getComputedStyle(one).fontSize} ${Math.round(one.getBoundingClientRect().height)}px`;
      return [...tiny, ...low].slice(0, 5).map(say);
    });
    assert.deepEqual(small, [], path);
    await sound(elder);
  }
  await elder.go('/');
  await elder.follow('换回标准版');
  assert.equal(await elder.page.locator('html[data-care]').count(), 0);
  await elder.leave();
});

// WCAG 2.1.1 2.4.3 2.4.7: the start of an application by keyboard alone, the focus always in sight.
test('只用键盘也能开始申请，焦点一直看得见', async () => {
  const { page, ...rest } = await asCitizen('周明辉', { touch: false });
  const { keyboard } = page;
  const step = async (words) => {
    for (let at = 0; at < 80; at += 1) {
      await keyboard.press('Tab');
      const here = await page.evaluate(() => {
        const one = document.activeElement;
        const style = getComputedStyle(one);
        const box = one.getBoundingClientRect();
        return { said: `${one.textContent} ${one.labels?.[0]?.textContent ?? ''}`.trim(), seen: [style, getComputedStyle(one.closest('label') ?? one)].some((look) => look.outlineStyle !== 'none' || look.boxShadow !== 'none'), inside: box.bottom > 0 && box.top < innerHeight };
      });
      if (here.said !== '' && page.viewportSize().width === PHONE.width) assert.ok(here.seen && here.inside, `the focus on ${here.said.slice(0, 20)} is out of sight`);
      if (words.test(here.said)) return;
    }
    assert.fail(`${words} is not reached by Tab`);
  };
  const enter = () => Promise.all([page.waitForNavigation({ waitUntil: 'load' }), keyboard.press('Enter')]);
  await page.goto('/');
  await step(/^我要申请$/);
  await enter();
  await step(/^开始$/);
  await enter();
  await step(/^章贡区/);
  await keyboard.press('Space');
  await step(/^继续$/);
  await enter();
  await step(/两种都行/);
  await keyboard.press('Space');
  await step(/^开始填写$/);
  await enter();
  assert.match(new URL(page.url()).pathname, /^\/my\/applications\/\w{26}$/);
  assert.deepEqual(rest.problems, []);
  await rest.context.close();
});
