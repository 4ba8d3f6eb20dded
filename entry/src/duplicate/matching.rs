//! 比对 — what two cases share, as pure functions: symmetric, and blind to what is blank.

use base::PersonId;
use base::person_id::{CardKind, PersonIdRefusal};
use base::region::RegionCode;
use kernel::crypto::sm3_hex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// By what a case can be recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 公民身份号码, 15 or 18 digits.
    Person,
    /// The same human being under a number that changed with the division's code.
    Renumbered,
    /// 户号 of the household register.
    Register,
    /// 不动产单元号 of a home, whatever code its county had.
    Title,
    /// Address down to the number of the house.
    Dwelling,
    /// A live benefit on the province's register.
    Benefit,
}

impl Kind {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Renumbered => "renumbered",
            Kind::Register => "register",
            Kind::Title => "title",
            Kind::Dwelling => "dwelling",
            Kind::Benefit => "benefit",
        }
    }

    /// From its stable name.
    pub fn parse(name: &str) -> Option<Kind> {
        [Kind::Person, Kind::Renumbered, Kind::Register, Kind::Title, Kind::Dwelling, Kind::Benefit].into_iter().find(|kind| kind.name() == name)
    }
}

/// In what part the person, or the thing, stands in its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The applicant or an adult member.
    Adult,
    /// A child.
    Minor,
    /// Registered as a member's spouse, and not named in this case.
    Spouse,
    /// A dwelling, a title, a register: no person.
    Thing,
}

impl Role {
    /// Stable name.
    pub fn name(self) -> &'static str {
        match self {
            Role::Adult => "adult",
            Role::Minor => "minor",
            Role::Spouse => "spouse",
            Role::Thing => "thing",
        }
    }

    /// From its stable name; what is unknown is a thing.
    pub fn parse(name: &str) -> Role {
        [Role::Adult, Role::Minor, Role::Spouse].into_iter().find(|role| role.name() == name).unwrap_or(Role::Thing)
    }
}

/// One mark of one case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// By what.
    pub kind: Kind,
    /// In what part.
    pub role: Role,
    /// Blind index of the value; a blank one is no mark.
    pub index: String,
    /// `person.id` it is about.
    pub person: String,
}

/// One thing two cases share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Signal {
    /// By what they meet.
    pub kind: Kind,
    /// Part in the one of lower id.
    pub low: Role,
    /// Part in the other.
    pub high: Role,
    /// `person.id` in the one of lower id.
    pub low_person: String,
    /// `person.id` in the other, or the id of the benefit.
    pub high_person: String,
    /// Blind index they share.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub index: String,
}

impl Signal {
    /// The same seen from the other side.
    pub fn turned(self) -> Signal {
        Signal { low: self.high, high: self.low, low_person: self.high_person, high_person: self.low_person, ..self }
    }

    /// Holds the case until somebody concluded: one adult in two cases, a spouse who applies
    /// elsewhere, a benefit that runs (T08). What merely lives at one address does not.
    pub fn strong(&self) -> bool {
        match self.kind {
            Kind::Benefit => true,
            Kind::Person | Kind::Renumbered => {
                matches!((self.low, self.high), (Role::Adult, Role::Adult | Role::Spouse) | (Role::Spouse, Role::Adult))
            }
            Kind::Register | Kind::Title | Kind::Dwelling => false,
        }
    }

    /// In words that tell nothing of the other side but that there is one.
    pub fn words(&self) -> &'static str {
        match (self.kind, self.low, self.high) {
            (Kind::Benefit, ..) => "成员正在享受住房保障",
            (Kind::Person, Role::Adult, Role::Adult) => "同一证件号码的成年人在两件申请中",
            (Kind::Person | Kind::Renumbered, Role::Spouse, Role::Spouse) => "两件申请登记的配偶是同一人，都没有列入申请",
            (Kind::Person | Kind::Renumbered, Role::Spouse, _) | (Kind::Person | Kind::Renumbered, _, Role::Spouse) => "一方登记的配偶在另一件申请中",
            (Kind::Person, ..) => "同一未成年人在两件申请中",
            (Kind::Renumbered, ..) => "姓名、出生日期、顺序码相同，号码只差行政区划代码",
            (Kind::Register, ..) => "在同一户口簿",
            (Kind::Title, ..) => "名下登记有同一处房屋",
            (Kind::Dwelling, ..) => "申报同一住址",
        }
    }
}

/// What two cases share. Turning the arguments turns every signal and nothing else.
pub fn compare(low: &[Key], high: &[Key]) -> Vec<Signal> {
    let meets = |a: &Key, b: &Key| a.kind == b.kind && !a.index.is_empty() && a.index == b.index;
    let mut signals: Vec<Signal> = Vec::new();
    for a in low {
        for b in high.iter().filter(|b| meets(a, b)) {
            signals.push(Signal {
                kind: a.kind,
                low: a.role,
                high: b.role,
                low_person: a.person.clone(),
                high_person: b.person.clone(),
                index: if matches!(a.kind, Kind::Register | Kind::Title | Kind::Dwelling) { a.index.clone() } else { String::new() },
            });
        }
    }
    // Whoever has the very same number needs no second word about a changed one.
    let same: Vec<(String, String)> =
        signals.iter().filter(|it| it.kind == Kind::Person).map(|it| (it.low_person.clone(), it.high_person.clone())).collect();
    signals.retain(|it| it.kind != Kind::Renumbered || !same.contains(&(it.low_person.clone(), it.high_person.clone())));
    signals.sort();
    signals.dedup();
    signals
}

/// SM3 of the evidence: what a verdict is bound to. The order of finding does not matter.
pub fn digest(signals: &[Signal]) -> String {
    let mut lines: Vec<String> = signals
        .iter()
        .map(|it| format!("{}|{}|{}|{}|{}|{}", it.kind.name(), it.low.name(), it.high.name(), it.low_person, it.high_person, it.index))
        .collect();
    lines.sort();
    lines.dedup();
    sm3_hex(lines.join("\n").as_bytes())
}

/// Is a verdict given on `given` still one on `now`? It lapses only with the evidence.
pub fn holds(verdict: &str, given: &str, now: &str) -> bool {
    !verdict.is_empty() && !given.is_empty() && given == now
}

/// The 18-digit number of a text with 15 or 18 digits, or of a residence card; None for what is no number.
pub fn number(text: &str) -> Option<String> {
    match PersonId::parse(text) {
        Ok(id) => Some(id.reveal().to_owned()),
        Err(PersonIdRefusal::FifteenDigits { suggestion }) => Some(suggestion.reveal().to_owned()),
        Err(_) => None,
    }
}

/// City as it is called today, birth, sequence and name: what stays when a number is given
/// anew because the division's code changed.
pub fn lasting(text: &str, name: &str) -> Option<String> {
    let id = PersonId::parse(&number(text)?).ok().filter(|id| id.kind() == CardKind::Resident)?;
    let name: String = kernel::page::fold_width(name).chars().filter(|c| c.is_alphanumeric()).collect();
    let place = RegionCode::parse(id.reveal().get(..6)?)
        .ok()
        .map_or_else(|| id.reveal().get(..4).map(str::to_owned), |code| code.current().as_str().get(..4).map(str::to_owned))?;
    let rest = id.reveal().get(6..17)?;
    if name.is_empty() { None } else { Some(format!("{place}{rest}{name}")) }
}

/// A real-estate unit under its county's code of today.
pub fn title(text: &str) -> Option<String> {
    let title = base::TitleNo::parse(text).ok()?;
    let (county, rest) = (title.as_str().get(..6)?, title.as_str().get(6..)?);
    let today = RegionCode::parse(county).map_or_else(|_| county.to_owned(), |code| code.current().as_str().to_owned());
    Some(format!("{today}{rest}"))
}

/// A register number; blank ones and those of nothing but zeros are none.
pub fn register(text: &str) -> Option<String> {
    let text = base::typed::normalised(text);
    if text.chars().count() < 4 || text.chars().all(|c| c == '0') { None } else { Some(text) }
}

/// An address down to its numbers, as different hands write it; None without a number, since a
/// street is no dwelling.
pub fn dwelling(address: &str, region: &str) -> Option<String> {
    let county: String = region.chars().take(6).collect();
    let code = RegionCode::parse(&county).ok()?.current();
    let mut text: String =
        kernel::page::fold_width(address).chars().filter(|c| !c.is_whitespace() && !matches!(c, '，' | ',' | '、' | '。')).collect();
    for part in [kernel::shell::region_name(code.as_str()), base::region::book().get(&code).map(|it| it.name.to_string()).unwrap_or_default()] {
        if !part.is_empty() {
            for lead in [format!("江西省{part}"), part] {
                text = text.strip_prefix(&lead).map(str::to_owned).unwrap_or(text);
            }
        }
    }
    let mut out = arabic(&text);
    for (word, sign) in [
        ("号楼", "-"),
        ("栋", "-"),
        ("幢", "-"),
        ("座", "-"),
        ("单元", "-"),
        ("号", "-"),
        ("室", ""),
        ("户", ""),
        ("—", "-"),
        ("－", "-"),
        ("#", "-"),
    ] {
        out = out.replace(word, sign);
    }
    while out.contains("--") {
        out = out.replace("--", "-");
    }
    let out = out.trim_matches('-').to_uppercase();
    let told = out.chars().any(|c| c.is_ascii_digit()) && 4 <= out.chars().count();
    if told { Some(format!("{}{out}", code.as_str())) } else { None }
}

/// 三栋 becomes 3栋: numerals before a word of building only, so that 三康庙 keeps its name.
fn arabic(text: &str) -> String {
    const DIGITS: &str = "零一二三四五六七八九";
    let chars: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while at < chars.len() {
        let end = (at..chars.len()).find(|i| !DIGITS.contains(chars[*i]) && chars[*i] != '十').unwrap_or(chars.len());
        let building = chars.get(end).is_some_and(|c| "栋幢座单号室楼".contains(*c));
        if at < end && building {
            let (mut whole, mut unit) = (0u32, None::<u32>);
            for c in &chars[at..end] {
                match DIGITS.chars().position(|it| it == *c) {
                    Some(digit) => unit = Some(unit.unwrap_or(0).saturating_mul(10) + u32::try_from(digit).unwrap_or(0)),
                    None => {
                        whole += unit.take().unwrap_or(1).saturating_mul(10);
                    }
                }
            }
            out.push_str(&(whole + unit.unwrap_or(0)).to_string());
            at = end;
        } else {
            out.push(chars[at]);
            at += 1;
        }
    }
    out
}

#[cfg(test)]
mod tests;
