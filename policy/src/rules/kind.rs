//! 规则种类 — the closed list of entry rules a pack may compose.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::*;
use crate::terms::terms;

/// A rule of some kind with its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each variant is documented at its type
pub enum RuleKind {
    HukouMember(HukouMember),
    ResidencePermit(ResidencePermit),
    StableWork(StableWork),
    SocialInsurance(SocialInsurance),
    ProvidentFundMonths(ProvidentFundMonths),
    BusinessLicence(BusinessLicence),
    FirstJobWithin(FirstJobWithin),
    Graduate(Graduate),
    AgeMin(AgeMin),
    PerCapitaArea(PerCapitaArea),
    NoHome(NoHome),
    KinSupport(KinSupport),
    IncomeCoefficient(IncomeCoefficient),
    IncomeAbsolute(IncomeAbsolute),
    DepositsPerCapita(DepositsPerCapita),
    NoVehicle(NoVehicle),
    NoPremises(NoPremises),
    NotEnjoyed(NotEnjoyed),
    MaxGuarantee(MaxGuarantee),
    ContinuousWelfare(ContinuousWelfare),
    NoSanction(NoSanction),
    LiveAndWork(LiveAndWork),
    LegalTies(LegalTies),
}

terms! {
    /// Names of the rule kinds (规则名称).
    RuleName {
        HukouMember "户籍",
        ResidencePermit "居住证年限",
        StableWork "稳定就业",
        SocialInsurance "社会保险",
        ProvidentFundMonths "住房公积金",
        BusinessLicence "营业执照",
        FirstJobWithin "毕业后首次就业",
        Graduate "学历",
        AgeMin "年龄",
        PerCapitaArea "人均住房建筑面积",
        NoHome "无住房",
        KinSupport "直系亲属住房资助能力",
        IncomeCoefficient "人均收入",
        IncomeAbsolute "人均收入",
        DepositsPerCapita "人均储蓄存款",
        NoVehicle "机动车",
        NoPremises "非住宅房产",
        NotEnjoyed "已享受待遇",
        MaxGuarantee "最长保障期限",
        ContinuousWelfare "低保、特困",
        NoSanction "限制措施",
        LiveAndWork "居住、工作",
        LegalTies "法定赡养、抚养、扶养关系",
        /// Not a pack's rule: whether a pack binds the region, and the facts can be true.
        Basis "适用规则",
    }
}

impl RuleKind {
    /// The name of the kind.
    pub const fn name(&self) -> RuleName {
        match self {
            RuleKind::HukouMember(_) => RuleName::HukouMember,
            RuleKind::ResidencePermit(_) => RuleName::ResidencePermit,
            RuleKind::StableWork(_) => RuleName::StableWork,
            RuleKind::SocialInsurance(_) => RuleName::SocialInsurance,
            RuleKind::ProvidentFundMonths(_) => RuleName::ProvidentFundMonths,
            RuleKind::BusinessLicence(_) => RuleName::BusinessLicence,
            RuleKind::FirstJobWithin(_) => RuleName::FirstJobWithin,
            RuleKind::Graduate(_) => RuleName::Graduate,
            RuleKind::AgeMin(_) => RuleName::AgeMin,
            RuleKind::PerCapitaArea(_) => RuleName::PerCapitaArea,
            RuleKind::NoHome(_) => RuleName::NoHome,
            RuleKind::KinSupport(_) => RuleName::KinSupport,
            RuleKind::IncomeCoefficient(_) => RuleName::IncomeCoefficient,
            RuleKind::IncomeAbsolute(_) => RuleName::IncomeAbsolute,
            RuleKind::DepositsPerCapita(_) => RuleName::DepositsPerCapita,
            RuleKind::NoVehicle(_) => RuleName::NoVehicle,
            RuleKind::NoPremises(_) => RuleName::NoPremises,
            RuleKind::NotEnjoyed(_) => RuleName::NotEnjoyed,
            RuleKind::MaxGuarantee(_) => RuleName::MaxGuarantee,
            RuleKind::ContinuousWelfare(_) => RuleName::ContinuousWelfare,
            RuleKind::NoSanction(_) => RuleName::NoSanction,
            RuleKind::LiveAndWork(_) => RuleName::LiveAndWork,
            RuleKind::LegalTies(_) => RuleName::LegalTies,
        }
    }

    /// What the rule says of a case.
    pub fn judge(&self, case: &Case<'_>) -> Ruling {
        match self {
            RuleKind::HukouMember(rule) => rule.judge(case),
            RuleKind::ResidencePermit(rule) => rule.judge(case),
            RuleKind::StableWork(rule) => rule.judge(case),
            RuleKind::SocialInsurance(rule) => rule.judge(case),
            RuleKind::ProvidentFundMonths(rule) => rule.judge(case),
            RuleKind::BusinessLicence(rule) => rule.judge(case),
            RuleKind::FirstJobWithin(rule) => rule.judge(case),
            RuleKind::Graduate(rule) => rule.judge(case),
            RuleKind::AgeMin(rule) => rule.judge(case),
            RuleKind::PerCapitaArea(rule) => rule.judge(case),
            RuleKind::NoHome(rule) => rule.judge(case),
            RuleKind::KinSupport(rule) => rule.judge(case),
            RuleKind::IncomeCoefficient(rule) => rule.judge(case),
            RuleKind::IncomeAbsolute(rule) => rule.judge(case),
            RuleKind::DepositsPerCapita(rule) => rule.judge(case),
            RuleKind::NoVehicle(rule) => rule.judge(case),
            RuleKind::NoPremises(rule) => rule.judge(case),
            RuleKind::NotEnjoyed(rule) => rule.judge(case),
            RuleKind::MaxGuarantee(rule) => rule.judge(case),
            RuleKind::ContinuousWelfare(rule) => rule.judge(case),
            RuleKind::NoSanction(rule) => rule.judge(case),
            RuleKind::LiveAndWork(rule) => rule.judge(case),
            RuleKind::LegalTies(rule) => rule.judge(case),
        }
    }
}
