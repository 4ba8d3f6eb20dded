// 轮候册文件 — a small old queue as a file, and the way it is brought in.

const HEAD = ['姓名', '证件号码', '手机号', '地区代码', '保障方式', '家庭类别', '申请日期', '应保尽保', '原轮候号'];

/** A number of nobody in the town that fits its check character. */
export function number(day, at) {
  const digits = `36070219${day}${String(at).padStart(3, '0')}`;
  const sum = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2].reduce((all, weight, place) => all + weight * Number(digits[place]), 0);
  return `${digits}${'10X98765432'[sum % 11]}`;
}

/** A queue of two households as somebody keeps it in a table; the day of the second is given. */
export function queue(day) {
  const rows = [
    ['钟先到', number('510203', 771), '', '360702', '实物配租', '城镇低收入住房困难家庭', '2019-03-05', '否', '旧-7'],
    ['钟后到', number('520304', 772), '', '360702', '实物配租', '城镇低收入住房困难家庭', day, '否', '旧-9'],
  ];
  return { name: '历史轮候册.csv', mimeType: 'text/csv', buffer: Buffer.from([HEAD, ...rows].map((row) => `${row.join(',')}\r\n`).join('')) };
}

/** Brings a file in and waits until it has been checked. */
export async function bring(officer, file) {
  await officer.go('/desk/import');
  await officer.choose('哪个地区的轮候册', '360702');
  await officer.page.getByLabel('Excel（.xlsx）或者 CSV 文件').setInputFiles(file);
  await officer.press('上传并检查');
  await officer.until('可以导入', { seconds: 5 });
  for (let round = 0; round < 60 && /正在检查/.test(await officer.text()); round += 1) {
    await officer.page.waitForTimeout(500);
    await officer.go(officer.path());
  }
  return officer.path();
}
