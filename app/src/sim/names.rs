//! 姓名 (names) — plausible, invented.

use super::dice::Dice;

const SURNAMES: [&str; 48] = [
    "刘", "陈", "黄", "李", "张", "王", "钟", "曾", "谢", "赖", "廖", "邱", "郭", "温", "罗", "何", "杨", "吴", "朱", "邓", "肖", "曹", "周", "胡",
    "彭", "叶", "林", "徐", "蔡", "蓝", "宋", "许", "袁", "孙", "卢", "古", "康", "欧阳", "魏", "范", "龚", "江", "汤", "易", "兰", "涂", "熊", "万",
];
const MALE: [&str; 30] = [
    "建", "国", "军", "伟", "强", "勇", "明", "辉", "志", "华", "平", "文", "斌", "海", "涛", "浩", "宇", "杰", "俊", "鑫", "晨", "轩", "子", "博",
    "林", "福", "生", "根", "水", "春",
];
const FEMALE: [&str; 30] = [
    "秀", "英", "兰", "玉", "梅", "桂", "芳", "丽", "燕", "红", "霞", "娟", "敏", "静", "婷", "雪", "慧", "欣", "怡", "雨", "梓", "涵", "诗", "琪",
    "春", "莲", "凤", "金", "香", "菊",
];

/// Throws a surname.
pub fn surname(dice: &mut Dice) -> &'static str {
    dice.pick::<&str>(&SURNAMES)
}

/// Throws a given name of one or two characters.
pub fn given(dice: &mut Dice, female: bool) -> String {
    let among = if female { &FEMALE } else { &MALE };
    let mut name = (*dice.pick(among)).to_owned();
    if dice.chance(780) {
        let second = *dice.pick(among);
        if second != name {
            name.push_str(second);
        }
    }
    name
}
