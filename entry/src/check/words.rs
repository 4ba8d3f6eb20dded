//! 对照 — the departments' codes in the words that rules use.

use conduct::credit::Sanction;
use exchange::departments::answer as said;
use policy::facts::SanctionInForce;
use policy::terms;

/// GB/T 2261.2; 90 未说明 stays unknown.
pub(super) fn marital(code: &str) -> Option<terms::Marital> {
    match code.as_bytes().first()? {
        b'1' => Some(terms::Marital::Unmarried),
        b'2' => Some(terms::Marital::Married),
        b'3' => Some(terms::Marital::Widowed),
        b'4' => Some(terms::Marital::Divorced),
        _ => None,
    }
}

pub(super) fn vehicle_kind(kind: said::VehicleKind) -> terms::Vehicle {
    match kind {
        said::VehicleKind::Car => terms::Vehicle::Car,
        said::VehicleKind::Truck => terms::Vehicle::Truck,
        said::VehicleKind::Motorcycle => terms::Vehicle::Motorcycle,
        said::VehicleKind::DisabledScooter => terms::Vehicle::DisabledScooter,
    }
}

pub(super) fn welfare_kind(kind: said::WelfareKind) -> terms::Welfare {
    match kind {
        said::WelfareKind::Dibao => terms::Welfare::Dibao,
        said::WelfareKind::Tekun => terms::Welfare::Tekun,
        said::WelfareKind::ExpenditurePoor => terms::Welfare::ExpenditurePoor,
        said::WelfareKind::LowIncome => terms::Welfare::LowIncome,
    }
}

pub(super) fn benefit_kind(kind: said::BenefitKind) -> terms::Benefit {
    match kind {
        said::BenefitKind::PublicRental => terms::Benefit::PublicRental,
        said::BenefitKind::Lianzu => terms::Benefit::LianzuHome,
        said::BenefitKind::Affordable => terms::Benefit::EconomicHousing,
        said::BenefitKind::Reform => terms::Benefit::ReformHousing,
        said::BenefitKind::RaisedFund => terms::Benefit::RaisedFundHousing,
        said::BenefitKind::Subsidy => terms::Benefit::RentalSubsidy,
    }
}

pub(super) fn industry(name: &str) -> terms::Industry {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    match () {
        () if has(&["环卫", "环境卫生"]) => terms::Industry::Sanitation,
        () if has(&["公交", "公共交通"]) => terms::Industry::Bus,
        () if has(&["教育", "学校"]) => terms::Industry::Teacher,
        () if has(&["医院", "医疗"]) => terms::Industry::Doctor,
        () if has(&["航空"]) => terms::Industry::Aviation,
        () if has(&["消防"]) => terms::Industry::Firefighting,
        () => terms::Industry::Other,
    }
}

/// GB/T 26341.
pub(super) fn disability_kind(code: &str) -> Option<terms::Disability> {
    match code {
        "1" => Some(terms::Disability::Sight),
        "2" => Some(terms::Disability::Hearing),
        "3" => Some(terms::Disability::Speech),
        "4" => Some(terms::Disability::Body),
        "5" => Some(terms::Disability::Intellect),
        "6" => Some(terms::Disability::Mind),
        "7" => Some(terms::Disability::Multiple),
        _ => None,
    }
}

pub(super) fn standing(kind: &str) -> Option<terms::Standing> {
    terms::Standing::ALL.iter().copied().find(|it| it.chinese() == kind || it.chinese().ends_with(kind))
}

/// Only a ban on applying bars; being watched does not.
pub(super) fn sanction_kind(sanction: &Sanction) -> Option<SanctionInForce> {
    if sanction.measure != "entry_ban" {
        return None;
    }
    let until = sanction.until_on.parse::<jiff::civil::Date>().ok()?.tomorrow().ok();
    Some(SanctionInForce { kind: terms::Sanction::FalseMaterials, from: sanction.from_on.parse().ok()?, until })
}
