//! 缺失事实 — which fact of which member is not known.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::terms::terms;

terms! {
    /// Names of the facts a rule may miss (事实名称).
    FactName {
        Members "家庭成员",
        Sex "性别",
        Birth "出生日期",
        Marital "婚姻状况",
        Alive "是否健在",
        Hukou "户籍",
        HukouSince "落户日期",
        LegalTie "赡养、抚养、扶养关系",
        Permits "居住证",
        Employments "就业",
        Insurances "社会保险",
        ProvidentFund "住房公积金",
        Licences "营业执照",
        Graduations "毕业",
        FirstJobOn "本地首次就业日期",
        IncomeFen "年收入",
        DepositsFen "储蓄存款",
        Vehicles "机动车",
        Premises "非住宅房产",
        Welfare "社会救助身份",
        Disabilities "残疾",
        Standings "优待、优先身份",
        Sanctions "限制措施",
        Homes "住房",
        Kin "直系亲属住房",
        LivesIn "居住地",
        WorksIn "工作地",
        Benefits "已享受待遇",
    }
}

/// A fact that is not known, of one member or of the whole household.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// Which fact.
    pub fact: FactName,
    /// Position of the member, absent when it concerns the household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<u16>,
}

impl Missing {
    /// A fact of one member.
    pub const fn of(member: u16, fact: FactName) -> Missing {
        Missing { fact, member: Some(member) }
    }

    /// A fact of the household.
    pub const fn household(fact: FactName) -> Missing {
        Missing { fact, member: None }
    }

    /// The path of the fact in the facts document, as `members/0/income_fen`.
    pub fn path(&self) -> String {
        let field = match self.fact {
            FactName::Members => "members",
            FactName::Sex => "sex",
            FactName::Birth => "birth",
            FactName::Marital => "marital",
            FactName::Alive => "alive",
            FactName::Hukou => "hukou",
            FactName::HukouSince => "hukou/since",
            FactName::LegalTie => "legal_tie",
            FactName::Permits => "permits",
            FactName::Employments => "employments",
            FactName::Insurances => "insurances",
            FactName::ProvidentFund => "provident_fund",
            FactName::Licences => "licences",
            FactName::Graduations => "graduations",
            FactName::FirstJobOn => "first_job_on",
            FactName::IncomeFen => "income_fen",
            FactName::DepositsFen => "deposits_fen",
            FactName::Vehicles => "vehicles",
            FactName::Premises => "premises",
            FactName::Welfare => "welfare",
            FactName::Disabilities => "disabilities",
            FactName::Standings => "standings",
            FactName::Sanctions => "sanctions",
            FactName::Homes => "homes",
            FactName::Kin => "kin",
            FactName::LivesIn => "lives_in",
            FactName::WorksIn => "works_in",
            FactName::Benefits => "benefits",
        };
        match self.member {
            Some(member) => format!("members/{member}/{field}"),
            None => field.to_owned(),
        }
    }
}
