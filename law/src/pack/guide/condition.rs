//! 条件 — one rule of a pack as a sentence, with its clause and the grade of its source.

use base::{RegionCode, region};
use kernel::page::date;
use policy::PackDocument;
use policy::pack::{Maybe, Rule};
use policy::rules::{Counted, InsuredMonths, Needs, RuleKind, Span};

/// A condition as people read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// What is asked, with its number.
    pub sentence: String,
    /// Act and article.
    pub clause: String,
    /// Address of the source text; empty if none is known.
    pub source: String,
    /// How well the source was seen, in words.
    pub grade: String,
    /// The source is too weak to decide: a person looks.
    pub weak: bool,
}

impl Condition {
    /// The rule of a document in words.
    pub fn of(document: &PackDocument, rule: &Rule) -> Condition {
        Condition { sentence: sentence(&rule.test), ..Condition::cited(document, &rule.cite, rule.clause.as_deref()) }
    }

    /// Where something is written, still without its words.
    pub(super) fn cited(document: &PackDocument, cite: &str, clause: Option<&str>) -> Condition {
        let Some(found) = document.citations.get(cite) else {
            return Condition { sentence: String::new(), clause: cite.to_owned(), source: String::new(), grade: String::new(), weak: true };
        };
        let mut citation = found.clone();
        if let Some(clause) = clause {
            citation.article = Some(clause.to_owned());
        }
        Condition {
            sentence: String::new(),
            clause: citation.to_string(),
            source: web(citation.url.as_deref()),
            grade: citation.grade.chinese().into(),
            weak: !citation.grade.may_decide(),
        }
    }
}

/// Only an address of the web becomes a link.
pub(super) fn web(url: Option<&str>) -> String {
    url.filter(|url| url.starts_with("https://") || url.starts_with("http://")).unwrap_or_default().to_owned()
}

/// Names of regions, joined.
pub(in crate::pack) fn places(codes: &[RegionCode]) -> String {
    let name = |code: &RegionCode| region::book().get(&code.current()).map_or_else(|| code.to_string(), |region| region.name.to_owned());
    words(codes.iter().map(name), "、")
}

fn words<T: AsRef<str>>(all: impl Iterator<Item = T>, between: &str) -> String {
    all.map(|word| word.as_ref().to_owned()).collect::<Vec<_>>().join(between)
}

fn limit<T: std::fmt::Display>(value: &Maybe<T>, inclusive: bool) -> String {
    match value.known() {
        Some(value) if inclusive => format!("不超过{value}"),
        Some(value) => format!("低于{value}"),
        None => "的标准，来源未载明".to_owned(),
    }
}

fn lasting(months: i64) -> String {
    match months {
        ..=0 => String::new(),
        months if months % 12 == 0 => format!("连续满{}年", months / 12),
        months => format!("连续满{months}个月"),
    }
}

/// `2.5倍` from 2500 thousandths.
fn times(parts: i64) -> String {
    let text = format!("{}.{:03}", parts / 1000, (parts % 1000).abs());
    format!("{}倍", text.trim_end_matches('0').trim_end_matches('.'))
}

fn insured(asked: &InsuredMonths) -> String {
    let kinds = words(asked.kinds.iter().map(|kind| kind.chinese()), "或者");
    let how = if asked.continuous { "连续" } else { "累计" };
    match asked.months {
        0 => format!("参加{kinds}"),
        months => format!("{how}缴纳{kinds}满{months}个月"),
    }
}

/// What a rule asks, in one sentence.
pub fn sentence(kind: &RuleKind) -> String {
    match kind {
        RuleKind::HukouMember(_) | RuleKind::ResidencePermit(_) | RuleKind::AgeMin(_) | RuleKind::LiveAndWork(_) | RuleKind::LegalTies(_) => {
            belonging(kind)
        }
        RuleKind::StableWork(_)
        | RuleKind::SocialInsurance(_)
        | RuleKind::ProvidentFundMonths(_)
        | RuleKind::BusinessLicence(_)
        | RuleKind::FirstJobWithin(_)
        | RuleKind::Graduate(_) => working(kind),
        RuleKind::NotEnjoyed(_) | RuleKind::MaxGuarantee(_) | RuleKind::ContinuousWelfare(_) | RuleKind::NoSanction(_) => receiving(kind),
        _ => owning(kind),
    }
}

/// Where people belong, how old they are, how they are related.
fn belonging(kind: &RuleKind) -> String {
    match kind {
        RuleKind::HukouMember(it) => {
            let who = if it.spouses { "申请人或者配偶" } else { "家庭成员" };
            let adult = if it.adult { "成年的" } else { "" };
            let urban = if it.urban { "城镇" } else { "" };
            let years = if it.min_years == 0 { String::new() } else { format!("，落户满{}年", it.min_years) };
            let cutoff = it.cutoff_on.map_or(String::new(), |day| format!("，{}前落户", date(day)));
            let open = if it.stated.is_unknown() { "（哪些户口算，来源未载明）" } else { "" };
            format!("{adult}{who}至少{}人有{}{urban}户口{years}{cutoff}{open}", it.min_count, places(&it.areas))
        }
        RuleKind::ResidencePermit(it) => format!("有{}居住证{}", places(&it.areas), lasting(it.min_months)),
        RuleKind::AgeMin(it) => {
            let single = if it.single_only { "单身申请的，" } else { "" };
            let cutoff = it.cutoff_on.map_or(String::new(), |day| format!("（算到{}）", date(day)));
            match it.male == it.female {
                true => format!("{single}申请人年满{}周岁{cutoff}", it.male),
                false => format!("{single}男满{}周岁、女满{}周岁{cutoff}", it.male, it.female),
            }
        }
        RuleKind::LiveAndWork(it) => {
            let how = match it.needs {
                Needs::Both => "居住并且工作",
                Needs::Either => "居住或者工作",
                Needs::Living => "居住",
            };
            format!("在{}{how}", places(&it.areas))
        }
        _ => "家庭成员之间有法定的赡养、抚养、扶养关系".to_owned(),
    }
}

/// Work, insurance, study.
fn working(kind: &RuleKind) -> String {
    let full = |full_time: bool| if full_time { "全日制" } else { "" };
    match kind {
        RuleKind::StableWork(it) => {
            let contract = if it.contract_min_months == 0 { String::new() } else { format!("，劳动合同至少{}个月", it.contract_min_months) };
            let also = it.with_insurance.as_ref().map_or(String::new(), |asked| format!("，同时{}", insured(asked)));
            format!("在{}工作{}{contract}{also}", places(&it.areas), lasting(it.min_months))
        }
        RuleKind::SocialInsurance(it) => insured(&it.asked),
        RuleKind::ProvidentFundMonths(it) => format!("{}缴存住房公积金满{}个月", if it.continuous { "连续" } else { "累计" }, it.months),
        RuleKind::BusinessLicence(it) => {
            let also = it.with_insurance.as_ref().map_or(String::new(), |asked| format!("，同时{}", insured(asked)));
            format!("有{}的营业执照{also}", places(&it.areas))
        }
        RuleKind::FirstJobWithin(it) => format!("{}毕业后{}年内在本地第一次就业", full(it.full_time), it.years),
        RuleKind::Graduate(it) => format!("{}大专及以上毕业", full(it.full_time)),
        _ => kind.name().chinese().to_owned(),
    }
}

/// What the household receives, and what bars it.
fn receiving(kind: &RuleKind) -> String {
    match kind {
        RuleKind::NotEnjoyed(it) => {
            let when = if it.span == Span::Ever { "没有享受过" } else { "现在没有享受" };
            format!("{when}{}", words(it.kinds.iter().map(|kind| kind.chinese()), "、"))
        }
        RuleKind::MaxGuarantee(it) => {
            let most = it.max_months.known().map_or("的期限，来源未载明".to_owned(), |months| format!("不到{months}个月"));
            format!("享受保障合计{most}")
        }
        RuleKind::ContinuousWelfare(it) => {
            let kinds = words(it.kinds.iter().map(|kind| kind.chinese()), "、");
            let at_once = words(it.at_once.iter().map(|kind| kind.chinese()), "、");
            let at_once = if at_once.is_empty() { at_once } else { format!("，或者是{at_once}") };
            format!("家里有人享受{kinds}{}{at_once}", lasting(it.months))
        }
        RuleKind::NoSanction(it) => format!("没有在限制期内（{}）", words(it.kinds.iter().map(|kind| kind.chinese()), "、")),
        _ => kind.name().chinese().to_owned(),
    }
}

/// Homes, income, things owned.
fn owning(kind: &RuleKind) -> String {
    let counted = |counts: &[Counted]| words(counts.iter().map(|it| it.chinese()), "、");
    let back = |years: i64| if years == 0 { String::new() } else { format!("，{years}年内转让的也算") };
    match kind {
        RuleKind::PerCapitaArea(it) => {
            format!("在{}的{}，人均建筑面积{}{}", places(&it.scope), counted(&it.counts), limit(&it.max, it.inclusive), back(it.lookback_years))
        }
        RuleKind::NoHome(it) => format!("在{}没有{}{}", places(&it.scope), counted(&it.counts), back(it.lookback_years)),
        RuleKind::KinSupport(it) => format!("父母或者子女在{}的住房，没有既超过{}套、人均又超过{}", places(&it.scope), it.homes_max, it.area_max),
        RuleKind::IncomeCoefficient(it) => {
            let most = it.coefficient.known().map_or("的标准，来源未载明".to_owned(), |parts| {
                let word = if it.inclusive { "不超过" } else { "低于" };
                format!("{word}{}{}{}的{}", places(&[it.area]), it.year.chinese(), it.statistic.chinese(), times(*parts))
            });
            let printed = it.printed.as_ref().map_or(String::new(), |line| format!("（公布过的金额：{}）", line.max_fen));
            format!("家庭人均年收入{most}{printed}")
        }
        RuleKind::IncomeAbsolute(it) => {
            let year = it.line_year.known().map_or(String::new(), |year| format!("（{year}年的标准）"));
            format!("家庭人均年收入{}{year}", limit(&it.max_fen, it.inclusive))
        }
        RuleKind::DepositsPerCapita(it) => format!("家庭人均存款{}", limit(&it.max_fen, it.inclusive)),
        RuleKind::NoVehicle(it) => {
            let except = words(it.except.iter().map(|kind| kind.chinese()), "、");
            let except = if except.is_empty() { except } else { format!("（{except}除外）") };
            format!("家里没有机动车{except}")
        }
        RuleKind::NoPremises(it) => match it.kinds.is_empty() {
            true => "家里没有商铺、写字楼等非住宅房产".to_owned(),
            false => format!("家里没有{}", words(it.kinds.iter().map(|kind| kind.chinese()), "、")),
        },
        _ => kind.name().chinese().to_owned(),
    }
}
