//! 事实自相矛盾 — facts that cannot be true as written.
//!
//! Such a document is never refused in the applicant's face: a person looks at it.

use super::Facts;
use crate::terms::{Form, Relation, terms};

terms! {
    /// What is wrong with a facts document (事实矛盾).
    Defect {
        NoMembers "没有申请人",
        TooManyMembers "成员超过200人",
        ApplicantNotFirst "第一位成员不是申请人",
        SingleWithOthers "单身申请却有其他成员",
        NegativeMoney "收入或存款为负数",
        NegativeArea "住房面积为负数",
        UnknownOwner "住房权利人不在成员之中",
        BackwardDates "结束日期早于开始日期",
        BornLater "出生日期晚于申请日期",
        DisabilityLevel "残疾等级不在1至4级",
    }
}

/// No household has more people; more is a mistake of the importer.
const MOST_MEMBERS: usize = 200;

impl Facts {
    /// The first thing that cannot be true as written, if any.
    pub fn defect(&self) -> Option<Defect> {
        let Some(first) = self.members.first() else {
            return Some(Defect::NoMembers);
        };
        if self.members.len() > MOST_MEMBERS {
            return Some(Defect::TooManyMembers);
        }
        let co_tenant = self.form == Form::CoRent && first.relation == Relation::CoTenant;
        if first.relation != Relation::Applicant && !co_tenant {
            return Some(Defect::ApplicantNotFirst);
        }
        if self.form == Form::Single && self.members.len() > 1 {
            return Some(Defect::SingleWithOthers);
        }
        self.members.iter().find_map(|member| self.defect_of(member)).or_else(|| self.defect_of_homes())
    }

    fn defect_of(&self, member: &super::Member) -> Option<Defect> {
        let negative = |amount: Option<base::Fen>| amount.is_some_and(|fen| fen.0 < 0);
        if negative(member.income_fen) || negative(member.deposits_fen) {
            return Some(Defect::NegativeMoney);
        }
        if member.birth.is_some_and(|birth| birth > self.applied_on) {
            return Some(Defect::BornLater);
        }
        let levels = member.disabilities.as_deref().unwrap_or_default();
        if levels.iter().any(|disabled| !(1..=4).contains(&disabled.level)) {
            return Some(Defect::DisabilityLevel);
        }
        let backward = |from, until| matches!((from, until), (Some(from), Some(until)) if until < from);
        let jobs = member.employments.as_deref().unwrap_or_default();
        let welfare = member.welfare.as_deref().unwrap_or_default();
        let sanctions = member.sanctions.as_deref().unwrap_or_default();
        let wrong = jobs.iter().any(|job| backward(job.since, job.until))
            || welfare.iter().any(|status| backward(status.since, status.until))
            || sanctions.iter().any(|sanction| backward(Some(sanction.from), sanction.until));
        wrong.then_some(Defect::BackwardDates)
    }

    fn defect_of_homes(&self) -> Option<Defect> {
        for home in self.homes.as_deref().unwrap_or_default() {
            if usize::from(home.owner) >= self.members.len() {
                return Some(Defect::UnknownOwner);
            }
            if home.area.is_some_and(|area| area.0 < 0) {
                return Some(Defect::NegativeArea);
            }
            if matches!((home.acquired_on, home.disposed_on), (Some(from), Some(to)) if to < from) {
                return Some(Defect::BackwardDates);
            }
        }
        let kin = self.kin.as_deref().unwrap_or_default();
        kin.iter().any(|kin| kin.area.0 < 0).then_some(Defect::NegativeArea)
    }
}
