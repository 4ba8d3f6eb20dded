//! 故事 (stories) — the characters one by one.

use super::{Character, Expected, Role};
use crate::sim::facts::{WORKPLACE, employer_uscc, pass_away, title, uscc};
use crate::sim::household::Member;
use exchange::departments::answer::{
    Benefit, BenefitKind, DisabilityCertificate, Employment, Graduation, HukouKind, ResidencePermit, Usage, Welfare, WelfareKind,
};
use jiff::civil::{Date, date};

const fn role(name: &'static str, female: bool, year: i16, relation: &'static str) -> Role {
    Role { name, female, year, relation }
}

fn yuan(amount: i64) -> i64 {
    amount * 100
}

/// Work with pension insurance and, for a fund above zero, provident fund from the same month.
fn employ(member: &mut Member, employer: &str, industry: &str, since: Date, salary_yuan: i64) {
    member.employments.push(Employment {
        region: WORKPLACE.into(),
        employer: employer.into(),
        employer_uscc: employer_uscc(employer),
        industry: industry.into(),
        since,
        until: None,
        contract_months: Some(36),
    });
    member.insured_since = Some(since);
    member.income.salary_fen = yuan(salary_yuan);
}

fn fund(member: &mut Member, since: Date, monthly_yuan: i64) {
    member.fund_since = Some(since);
    member.fund_monthly_fen = yuan(monthly_yuan);
}

fn from_elsewhere(members: &mut [Member], region: &str, kind: HukouKind, street: &str, since: Date) {
    for member in members {
        member.hukou.region = region.into();
        member.hukou.kind = kind;
        member.residence_permit = Some(ResidencePermit { region: street.into(), since: since.max(member.birth) });
    }
}

fn dibao(members: &mut [Member], since: Date) {
    for member in members {
        let region = member.hukou.region.clone();
        member.welfare = Some(Welfare { kind: WelfareKind::Dibao, since: since.max(member.birth), region });
    }
}

/// All characters; the place in the list fixes the number, so new ones go at the end.
pub(super) static CAST: [Character; 19] = [
    Character {
        key: "elder",
        title: "独居低保老人",
        story: "刘桂兰七十八岁，老伴去世后独自租住，靠低保生活，没有房产。",
        expected: Expected::DibaoTier,
        because: "低保，户籍满三年，无房；孤老优先",
        people: &[role("刘桂兰", true, 1948, "02")],
        furnish: |members| {
            let elder = &mut members[0];
            elder.hukou.since = date(1980, 5, 1);
            elder.marital = "30";
            elder.deposits_fen = yuan(3_200);
            elder.income.transfer_fen = yuan(10_800);
            dibao(members, date(2015, 3, 1));
        },
        silent_department: None,
    },
    Character {
        key: "doctor",
        title: "新就业无房医生",
        story: "陈思远二〇二五年夏天医学院毕业，从于都来章江医院工作，租房居住。",
        expected: Expected::Eligible,
        because: "非本地户籍，连续稳定工作并缴纳养老保险满六个月，收入在线内",
        people: &[role("陈思远", false, 1999, "02")],
        furnish: |members| {
            from_elsewhere(members, "360731", HukouKind::Urban, "360702004", date(2025, 7, 8));
            let doctor = &mut members[0];
            employ(doctor, "章江医院", "医疗", date(2025, 7, 1), 38_400);
            fund(doctor, date(2025, 7, 1), 960);
            doctor.graduation = Some(Graduation { graduated_on: date(2025, 6, 30), full_time: true, level: "20".into() });
            doctor.deposits_fen = yuan(12_600);
        },
        silent_department: None,
    },
    Character {
        key: "sanitation",
        title: "环卫工人一家",
        story: "黄春生夫妻都是环卫工人，会昌农村户籍，带两个孩子在水南街道租房多年。",
        expected: Expected::Eligible,
        because: "非本地户籍，稳定工作满六个月；环卫行业优先",
        people: &[
            role("黄春生", false, 1979, "02"),
            role("赖秀英", true, 1981, "10"),
            role("黄雨欣", true, 2008, "30"),
            role("黄子轩", false, 2014, "20"),
        ],
        furnish: |members| {
            from_elsewhere(members, "360733", HukouKind::Rural, "360702006", date(2018, 9, 8));
            employ(&mut members[0], "赣江源环境卫生有限公司", "环境卫生", date(2017, 3, 1), 39_600);
            employ(&mut members[1], "赣江源环境卫生有限公司", "环境卫生", date(2019, 6, 1), 36_000);
            members[0].deposits_fen = yuan(41_000);
        },
        silent_department: None,
    },
    Character {
        key: "over_income",
        title: "收入超标的夫妻",
        story: "周明辉夫妻年收入十六万元，没有房产。",
        expected: Expected::NotEligible,
        because: "人均年收入 80,000 元，超过 46,760 元",
        people: &[role("周明辉", false, 1988, "02"), role("谢婷", true, 1990, "10")],
        furnish: |members| {
            employ(&mut members[0], "通天岩电子有限公司", "制造", date(2015, 4, 1), 98_000);
            employ(&mut members[1], "贡江实验学校", "教育", date(2016, 9, 1), 62_000);
            fund(&mut members[1], date(2016, 9, 1), 620);
            members[0].deposits_fen = yuan(50_000);
        },
        silent_department: None,
    },
    Character {
        key: "owner",
        title: "名下有房的家庭",
        story: "吴建华一家三口在章贡区有一套九十八平方米的住房。",
        expected: Expected::NotEligible,
        because: "人均住房面积 32.83 平方米，超过 15 平方米",
        people: &[role("吴建华", false, 1976, "02"), role("罗丽", true, 1978, "10"), role("吴俊杰", false, 2005, "20")],
        furnish: |members| {
            members[0].titles.push(title(1001, 9_850, Usage::Residential, date(2009, 8, 18), None));
            employ(&mut members[0], "虔城公共交通有限公司", "公共交通", date(2008, 1, 1), 58_000);
            members[0].deposits_fen = yuan(30_000);
        },
        silent_department: None,
    },
    Character {
        key: "income_on_line",
        title: "收入刚好在线上",
        story: "何静单身，去年工资正好四万六千七百六十元。",
        expected: Expected::Eligible,
        because: "年收入 46,760.00 元，等于标准（含）",
        people: &[role("何静", true, 1990, "02")],
        furnish: |members| {
            employ(&mut members[0], "峰山物业服务有限公司", "物业", date(2016, 2, 1), 46_760);
            members[0].deposits_fen = yuan(8_000);
        },
        silent_department: None,
    },
    Character {
        key: "deposits_on_line",
        title: "存款刚好在线上",
        story: "曾海涛一家三口存款合计十一万七千八百二十五元，人均正好三万九千二百七十五元。",
        expected: Expected::Eligible,
        because: "人均存款 39,275.00 元，等于标准（含）",
        people: &[role("曾海涛", false, 1985, "02"), role("钟燕", true, 1986, "10"), role("曾梓涵", true, 2015, "30")],
        furnish: |members| {
            employ(&mut members[0], "龟角尾物流有限公司", "物流", date(2012, 5, 1), 66_000);
            members[0].deposits_fen = yuan(80_000);
            members[1].deposits_fen = yuan(37_825);
        },
        silent_department: None,
    },
    Character {
        key: "deposits_over_by_a_fen",
        title: "存款超出一分钱",
        story: "邓国平单身，存款三万九千二百七十五元零一分。",
        expected: Expected::NotEligible,
        because: "存款 39,275.01 元，超过 39,275 元",
        people: &[role("邓国平", false, 1972, "02")],
        furnish: |members| {
            employ(&mut members[0], "马祖岩纺织有限公司", "制造", date(2010, 10, 1), 42_000);
            members[0].deposits_fen = yuan(39_275) + 1;
        },
        silent_department: None,
    },
    Character {
        key: "area_on_line",
        title: "面积刚好在线上",
        story: "朱志文一家三口住四十五平方米的自有老房，人均正好十五平方米。",
        expected: Expected::Eligible,
        because: "人均住房面积 15.00 平方米，等于标准（含）",
        people: &[role("朱志文", false, 1970, "02"), role("廖红梅", true, 1972, "10"), role("朱雨晨", false, 2001, "20")],
        furnish: |members| {
            members[0].titles.push(title(1002, 4_500, Usage::Residential, date(1999, 11, 2), None));
            employ(&mut members[0], "八境建筑工程有限公司", "建筑", date(2005, 3, 1), 54_000);
            members[0].deposits_fen = yuan(21_000);
        },
        silent_department: None,
    },
    Character {
        key: "transferred_home",
        title: "两年内过户房产",
        story: "郭文斌二〇二五年三月把住房过户给弟弟，随后申请公租房。",
        expected: Expected::Eligible,
        because: "赣州规则不追溯已转移的住房；南昌规则追溯两年，则不符合",
        people: &[role("郭文斌", false, 1968, "02"), role("温玉兰", true, 1969, "10")],
        furnish: |members| {
            members[0].titles.push(title(1003, 8_820, Usage::Residential, date(2011, 6, 9), Some(date(2025, 3, 18))));
            employ(&mut members[0], "峰山物业服务有限公司", "物业", date(2014, 1, 1), 36_000);
            members[1].income.transfer_fen = yuan(26_400);
            members[0].deposits_fen = yuan(52_000);
        },
        silent_department: None,
    },
    Character {
        key: "double_benefit",
        title: "重复享受",
        story: "肖强的妻子已在赣县区租住公租房，他又在章贡区申请。",
        expected: Expected::NotEligible,
        because: "妻子正在享受公租房，一户只能享受一处",
        people: &[role("肖强", false, 1983, "02"), role("胡敏", true, 1984, "10"), role("肖宇", false, 2012, "20")],
        furnish: |members| {
            let home = Benefit { kind: BenefitKind::PublicRental, from: date(2022, 8, 1), to: None, region: "360704".into() };
            members[1].benefits.push(home);
            employ(&mut members[0], "龟角尾物流有限公司", "物流", date(2018, 4, 1), 60_000);
            members[0].deposits_fen = yuan(26_000);
        },
        silent_department: None,
    },
    Character {
        key: "contradiction",
        title: "部门说法互相矛盾",
        story: "彭建军民政登记为丧偶，公安户口簿上妻子还在；加上妻子，公安说她去年四月死亡，人社说她上个月还在参保。",
        expected: Expected::ByHand,
        because: "两个部门的事实互相矛盾，须由人核实",
        people: &[role("彭建军", false, 1975, "02"), role("叶桂香", true, 1977, "10")],
        furnish: |members| {
            employ(&mut members[0], "八境建筑工程有限公司", "建筑", date(2013, 9, 1), 44_000);
            employ(&mut members[1], "马祖岩纺织有限公司", "制造", date(2016, 5, 1), 36_000);
            members[1].died_on = Some(date(2025, 4, 2));
            members[1].still_registered = true;
            members[0].deposits_fen = yuan(18_000);
        },
        silent_department: None,
    },
    Character {
        key: "silence",
        title: "等不到答复的人",
        story: "林春燕样样符合，只是民政始终没有答复，存款无从核对。",
        expected: Expected::ByHand,
        because: "民政到期没有答复，转人工，不算通过也不算不通过",
        people: &[role("林春燕", true, 1992, "02"), role("林诗琪", true, 2018, "30")],
        furnish: |members| {
            members[0].marital = "40";
            employ(&mut members[0], "郁孤台餐饮有限公司", "餐饮", date(2020, 3, 1), 45_600);
            members[0].deposits_fen = yuan(15_000);
        },
        silent_department: Some("minzheng"),
    },
    Character {
        key: "long_name",
        title: "少数民族长名字",
        story: "阿卜杜热西提·买买提吐尔逊·喀迪尔从外省来赣州做工，已工作三年。",
        expected: Expected::Eligible,
        because: "非本地户籍，稳定工作满六个月；姓名带间隔号，全程照样办理",
        people: &[role("阿卜杜热西提·买买提吐尔逊·喀迪尔", false, 1992, "02")],
        furnish: |members| {
            from_elsewhere(members, "653101", HukouKind::Rural, "360702007", date(2023, 2, 8));
            employ(&mut members[0], "通天岩电子有限公司", "制造", date(2022, 11, 1), 44_400);
            members[0].deposits_fen = yuan(22_000);
        },
        silent_department: None,
    },
    Character {
        key: "rare_name",
        title: "生僻字姓名",
        story: "邱㛃𬱖的名字有扩展区汉字，许多系统打不出来。",
        expected: Expected::Eligible,
        because: "本地户籍，无房，收入和存款在线内",
        people: &[role("邱㛃𬱖", true, 1995, "02")],
        furnish: |members| {
            members[0].hukou.region = "360702003".into();
            employ(&mut members[0], "贡江实验学校", "教育", date(2021, 9, 1), 45_000);
            fund(&mut members[0], date(2021, 9, 1), 375);
            members[0].deposits_fen = yuan(31_000);
        },
        silent_department: None,
    },
    Character {
        key: "new_hukou",
        title: "刚迁入的低保家庭",
        story: "魏勇一家低保，户口二〇二四年九月才迁入章贡区，租房居住。",
        expected: Expected::Eligible,
        because: "户籍未满三年，不进低保档；人均面积、收入、存款符合公租房条件",
        people: &[role("魏勇", false, 1980, "02"), role("范秀芳", true, 1982, "10"), role("魏晨", false, 2013, "20")],
        furnish: |members| {
            for member in members.iter_mut() {
                member.hukou.since = date(2024, 9, 1).max(member.birth);
            }
            members[0].income.transfer_fen = yuan(14_000);
            members[0].deposits_fen = yuan(2_600);
            members[1].disability = Some(DisabilityCertificate { kind: "4".into(), level: 2 });
            dibao(members, date(2024, 12, 1));
        },
        silent_department: None,
    },
    Character {
        key: "dead_parent",
        title: "户口簿上有已故老人",
        story: "龚平的母亲前年去世，户口簿还没有注销；四口人里只有三人在世。",
        expected: Expected::Eligible,
        because: "已故成员不计入家庭人口，其余三人符合条件",
        people: &[role("龚平", false, 1974, "02"), role("江丽", true, 1976, "10"), role("龚俊", false, 2004, "20"), role("汤玉梅", true, 1946, "52")],
        furnish: |members| {
            employ(&mut members[0], "虔城公共交通有限公司", "公共交通", date(2009, 7, 1), 57_000);
            members[0].deposits_fen = yuan(33_000);
            members[3].died_on = Some(date(2024, 2, 11));
            members[3].still_registered = true;
            members[3].marital = "30";
            pass_away(&mut members[3]);
        },
        silent_department: None,
    },
    Character {
        key: "veteran",
        title: "残疾退役军人",
        story: "卢根生退役后肢体二级残疾，在经开区低保，住自有十六平方米老屋。",
        expected: Expected::DibaoTier,
        because: "低保，户籍满三年，人均 16.00 平方米不超过 18 平方米；退役军人、残疾优先",
        people: &[role("卢根生", false, 1964, "02")],
        furnish: |members| {
            let veteran = &mut members[0];
            veteran.hukou.region = "3607E1".into();
            veteran.titles.push(title(1004, 1_600, Usage::Residential, date(2001, 5, 20), None));
            veteran.veteran.push("退役军人".into());
            veteran.disability = Some(DisabilityCertificate { kind: "4".into(), level: 2 });
            veteran.income.transfer_fen = yuan(11_500);
            veteran.deposits_fen = yuan(5_000);
            dibao(members, date(2019, 1, 1));
        },
        silent_department: None,
    },
    Character {
        key: "shop",
        title: "有门店的个体户",
        story: "易金凤无住房，名下有一间二十二平方米的门店和一张营业执照。",
        expected: Expected::Eligible,
        because: "赣州规则只看住房；有的城市（如南昌）不允许有非住宅",
        people: &[role("易金凤", true, 1978, "02")],
        furnish: |members| {
            let keeper = &mut members[0];
            keeper.marital = "40";
            keeper.titles.push(title(1005, 2_200, Usage::Shop, date(2016, 3, 3), None));
            keeper.income.business_fen = yuan(43_000);
            keeper.deposits_fen = yuan(28_000);
            let licence = exchange::departments::answer::Licence {
                region: WORKPLACE.into(),
                uscc: uscc("92", 19),
                name: "章贡区易金凤便民店".into(),
                since: date(2016, 4, 1),
            };
            keeper.licences.push(licence);
        },
        silent_department: None,
    },
];
