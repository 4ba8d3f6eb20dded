//! Every leaky document is stopped with its kind and its place; every clean notice passes (S-63, T33).

use super::{Cell, own_number, scan};

const NAME: &str = "欧阳建国";

fn leaks(text: &str) -> Vec<(String, &'static str)> {
    scan(&[Cell::new("说明", text)], &[NAME.to_owned()]).into_iter().map(|leak| (leak.place, leak.kind)).collect()
}

/// A number of the register with a right check character, made for the test alone.
fn number() -> String {
    "36048218000615123X".to_owned()
}

#[test]
fn every_leaky_text_is_stopped_with_its_kind_and_place() {
    let short = "360702600101001";
    let cases: Vec<(&str, String)> = vec![
        ("证件号码", format!("身份证 {}", number())),
        ("证件号码", number().to_lowercase()),
        ("证件号码", "３６０４８２１８０００６１５１２３Ｘ".into()),
        ("证件号码", "360482 18000615 123X".into()),
        ("证件号码", "360482-1800-0615-123x".into()),
        ("证件号码", "3604 8218 0006 1512 3X".into()),
        ("证件号码", "360482．18000615．123Ｘ".into()),
        ("证件号码", "3\u{200b}6\u{200b}0\u{200b}4821800\u{feff}0615123X".into()),
        ("证件号码", "360482180006\n15123X".into()),
        ("证件号码", "三六〇四八二一八〇〇〇六一五一二三X".into()),
        ("证件号码", "叁陆零肆捌贰壹捌零零零陆壹伍壹贰叁X".into()),
        ("证件号码", "③⑥⓪④⑧②①⑧⓪⓪⓪⑥①⑤①②③X".into()),
        ("证件号码", "٣٦٠٤٨٢١٨٠٠٠٦١٥١٢٣X".into()),
        ("证件号码", "360102180001010018".into()),
        ("证件号码", format!("编号{}号", "360102180001010018")),
        ("证件号码", short.into()),
        ("证件号码", "360702 600101 001".into()),
        ("证件号码", "身份证号（36010218000101001 8）".into()),
        ("证件号码", "36010218000101001x".into()),
        ("手机号码", "联系电话13800138000".into()),
        ("手机号码", "１３８００１３８０００".into()),
        ("手机号码", "138-0013-8000".into()),
        ("手机号码", "138 0013 8000".into()),
        ("手机号码", "+86 13800138000".into()),
        ("手机号码", "幺三八零零幺三八零零零".into()),
        ("手机号码", "1 3 8 0 0 1 3 8 0 0 0".into()),
        ("银行卡号", "6222 0000 0000 0000 000".into()),
        ("银行卡号", "4111111111111111".into()),
        ("银行卡号", "6228-4804-0256-4890-018".into()),
        ("长串数字", "123456789012345678901".into()),
        ("门牌号", "章贡区解放街道文清路12号".into()),
        ("门牌号", "阳光小区三栋二单元".into()),
        ("门牌号", "水东镇虎岗村5幢".into()),
        ("门牌号", "东阳山路 18 号院".into()),
        ("门牌号", "某小区1201室".into()),
        ("车牌号", "赣B12345".into()),
        ("车牌号", "名下车辆赣B·D12345".into()),
        ("电子邮箱", "zhangsan@example.com".into()),
        ("电子邮箱", "zhang.san＠mail.example.cn".into()),
        ("申请家庭成员的姓名", format!("申请人{NAME}符合条件")),
        ("申请家庭成员的姓名", "欧阳 建国".into()),
        ("申请家庭成员的姓名", "欧\u{200b}阳建国".into()),
        ("二维码一类的编码", "BEGIN:VCARD N:某某".into()),
        ("二维码一类的编码", "eyJpZCI6IjM2MDEwMiIsIm5hbWUiOiJ6aGFuZ3NhbiJ9".into()),
        ("二维码一类的编码", "█▀▀▀█ ▄▀█ █▀▀▀█".into()),
        ("二维码一类的编码", "data:image/png;base64,iVBORw0KGgo=".into()),
    ];
    for (kind, text) in cases {
        let found = leaks(&text);
        assert!(found.iter().any(|(place, found)| place == "说明" && *found == kind), "{text:?} should be {kind}, is {found:?}");
    }
}

#[test]
fn a_number_cut_across_cells_or_rows_is_found_at_its_seam() {
    let id = number();
    for cut in [4, 6, 10, 14, 17] {
        let cells = [Cell::new("第 1 行 类别", &id[..cut]), Cell::new("第 1 行 街道", &id[cut..])];
        let found = scan(&cells, &[]);
        assert!(found.iter().any(|leak| leak.kind == "拆开写的证件号码" && leak.place == "第 1 行 类别和第 1 行 街道"), "{cut}: {found:?}");
    }
    let thirds = [Cell::new("a", &id[..6]), Cell::new("b", &id[6..14]), Cell::new("c", &id[14..])];
    assert!(scan(&thirds, &[]).iter().any(|leak| leak.kind == "拆开写的证件号码"));
}

#[test]
fn a_name_that_is_not_masked_is_stopped_in_the_column_of_names() {
    for whole in ["张三", "阿卜杜拉", "欧阳建国", "Smith"] {
        assert_eq!(scan(&[Cell::name("第 2 行 姓名", whole)], &[])[0].kind, "没有遮蔽的姓名", "{whole}");
    }
    for masked in ["张*", "张*三", "欧***", "买买*", ""] {
        assert!(scan(&[Cell::name("第 2 行 姓名", masked)], &[]).is_empty(), "{masked}");
    }
}

// The notices of this program and of Jiangxi's housing desks: none raises an alarm.
#[test]
fn clean_notices_pass() {
    let fine = [
        "3607**********1234",
        "138****5678",
        "6222 **** **** 0018",
        "赣州市章贡区公示〔2026〕12号",
        "章贡区2026年第1批公共租赁住房保障对象公示",
        "2026年11月23日至2026年11月30日",
        "2026-11-23 至 2026-11-30",
        "2026-11-23 2026-11-30",
        "2026.11.23—2026.11.30",
        "公示期5个工作日，二〇二六年十一月二十三日起",
        "依据《公共租赁住房管理办法》（住房和城乡建设部令第11号）第九条",
        "依据住房城乡建设部令11号、赣府发〔2019〕4号文件",
        "监督电话：0797-8391234，12345",
        "电话 0797-8391234、0797-8391235",
        "咨询电话（0797）8391234 转 801",
        "张*三 3 人 15.00㎡",
        "家庭人口 3 人，人均建筑面积 15.00 平方米，人均月收入 3896.67 元",
        "两室一厅、三室一厅",
        "章贡区解放街道",
        "城镇中等偏下收入住房困难家庭",
        "低保家庭；分散供养特困人员",
        "共 128 户，第 1 页，共 7 页",
        "网址 https://www.ganzhou.gov.cn/zjj/",
        "序号 1 2 3 4 5 6 7 8 9",
        "总面积 12345.67 平方米，投资 3,456.00 万元",
        "SM3 摘要附后，核验码 8F3A-22C1",
        "发布时间 2026-11-23 09:30:00",
        "期限 2026-11-23 09:00 至 2026-11-30 18:00",
        "第一批、第二批、第三批",
        "三康庙社区、五龙社区、八一四大道",
    ];
    for text in fine {
        assert!(leaks(text).is_empty(), "{text}: {:?}", leaks(text));
    }
    // A whole page, cell beside cell.
    let mut cells = vec![Cell::new("标题", "章贡区2026年第1批公示"), Cell::new("文号", "赣州市章贡区公示〔2026〕12号")];
    for row in 1..40 {
        cells.push(Cell::name(format!("第 {row} 行 姓名"), "张*三"));
        cells.push(Cell::new(format!("第 {row} 行 证件号码"), format!("3607**********{:04}", row * 37)));
        cells.push(Cell::new(format!("第 {row} 行 类别"), "城镇中等偏下收入住房困难家庭"));
        cells.push(Cell::new(format!("第 {row} 行 街道"), "章贡区解放街道"));
    }
    let found = scan(&cells, &[NAME.to_owned()]);
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn our_own_number_is_known_by_its_shape_alone() {
    assert!(own_number("360702-2026-000001") && own_number("3607E1-2026-000123"));
    for other in ["360102180001010018", "360702-2026-1", "36070218000101-0018", "张三", ""] {
        assert!(!own_number(other), "{other}");
    }
}
