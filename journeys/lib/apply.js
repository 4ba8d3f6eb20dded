// 申请 — the steps every journey of an applicant shares, as one taps them on the phone.

import assert from 'node:assert/strict';

/** From the home page to the draft of an application in 章贡区. */
export async function begin(visitor) {
  const { page } = visitor;
  await visitor.go('/');
  await visitor.follow('我要申请');
  await visitor.follow('开始');
  await visitor.tick('章贡区');
  await visitor.press('继续');
  await visitor.tick('两种都行');
  await visitor.press('开始填写');
  assert.match(visitor.path(), /^\/my\/applications\/[0-9A-Z]{26}$/);
  return page.url().match(/applications\/(\w{26})/)[1];
}

/** Signs the authorisation and waits until every department has answered or failed to. */
export async function authorise(visitor) {
  await visitor.follow('读并签署授权书');
  await visitor.press('我同意并签署授权书');
}

/** Waits on the page of what was found until nothing is being asked any more. */
export async function answered(visitor, id, seconds = 40) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const text = await visitor.text();
    if (!text.includes('正在查')) return text;
    assert.ok(Date.now() < end, `the departments did not answer in ${seconds} s:\n${text}`);
    await visitor.page.waitForTimeout(400);
    await visitor.go(`/my/applications/${id}/found`);
  }
}

/** Where one lives and can be called. */
export async function contact(visitor) {
  const phone = visitor.page.getByLabel('手机号');
  // Whoever came by 赣服通 or by a text message is known by phone already.
  if ((await phone.inputValue()) === '') await visitor.fill('手机号', '13970700001');
  await visitor.choose('现在住在哪个区、县', '360702');
  await visitor.fill('现在住的地址', '解放街道演示路1号');
  await visitor.press('保存并继续');
}

/** From the promise to the receipt; answers the number of the application. */
export async function submit(visitor) {
  await visitor.press('我保证并签署承诺书');
  await visitor.press('提交公租房申请');
  assert.match(visitor.path(), /\/done$/);
  return (await visitor.page.locator('.receipt .no').innerText()).trim();
}

/** The whole way of somebody alone who finds nothing wrong; answers the page of the case and its number. */
export async function handIn(visitor) {
  const id = await begin(visitor);
  await authorise(visitor);
  await answered(visitor, id);
  await visitor.press('都没有错');
  await visitor.follow('人齐了');
  await contact(visitor);
  const number = await submit(visitor);
  const home = `/my/applications/${id}`;
  await visitor.go(home);
  return { home, number };
}
