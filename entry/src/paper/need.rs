//! 缺哪些材料 — each need follows from the case as it stands, and goes when the case needs it no more.

use kernel::{Act, Fail};
use schemars::JsonSchema;
use serde::Serialize;

use crate::application::{self, Application, correction};
use crate::{check, evidence};

/// A paper that the case asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Need {
    /// Key, such as `lane.minzheng.PERSON`; part of an address.
    pub key: String,
    /// Department whose lane it concerns; empty: the case as a whole.
    pub department: String,
    /// About whom, `person.id`.
    pub person_id: String,
    /// About whom, masked.
    pub person: String,
    /// Which document would do, in words.
    pub document: String,
    /// Why it is asked for, one sentence.
    pub why: String,
    /// Still asked for; otherwise it was handed in and the case needs it no more.
    pub wanted: bool,
}

/// What the case asks for today.
pub async fn needs(act: &mut Act, it: &Application) -> Result<Vec<Need>, Fail> {
    let members = super::names(act, it).await?;
    let name = |person: &str| members.iter().find(|member| member.person_id == person).map(|member| member.name.clone()).unwrap_or_default();
    let asked = evidence::of_case(act, &it.id).await?;
    let mut needs = Vec::new();
    let lane = |department: &str, person: &str, word: &str| Need {
        key: format!("lane.{department}.{person}"),
        department: department.into(),
        person_id: person.into(),
        person: name(person),
        document: document(department).into(),
        why: format!("{}{word}。", department_name(department)),
        wanted: true,
    };
    for row in evidence::catalogue().lanes() {
        for member in &members {
            if evidence::newest(&asked, &member.person_id, &row.code).is_some_and(|asked| asked.state == "silent") {
                needs.push(lane(&row.code, &member.person_id, "没有答复"));
            }
        }
    }
    for done in check::of_application(act, &it.id).await?.iter().filter(|lane| lane.result == "unable") {
        if needs.iter().all(|need| need.department != done.department) {
            needs.push(lane(&done.department, &it.applicant_id, "没有核实到"));
        }
    }
    for dispute in application::declared(act, it).await?.disputes {
        let person = asked.iter().find(|asked| asked.id == dispute.query).map_or(it.applicant_id.clone(), |asked| asked.person_id.clone());
        needs.push(Need {
            key: format!("dispute.{}", dispute.query),
            why: "您说查到的不对，请交证明。".into(),
            ..lane(&dispute.department, &person, "")
        });
    }
    if let Some(letter) = correction::of_application(act, &it.id).await? {
        for (at, defect) in letter.defects.iter().enumerate() {
            needs.push(Need {
                key: format!("correction.{}", at + 1),
                department: String::new(),
                person_id: it.applicant_id.clone(),
                person: name(&it.applicant_id),
                document: format!("补正第{}条", at + 1),
                why: defect.clone(),
                wanted: letter.answered_on.is_none(),
            });
        }
    }
    Ok(needs)
}

/// A need that has gone although something was handed in for it.
pub(super) fn settled(key: String, department: String, person_id: String, person: String) -> Need {
    let document = if department.is_empty() { "补正材料" } else { document(&department) }.into();
    Need { key, department, person_id, person, document, why: "已经核实，不用再交。".into(), wanted: false }
}

fn department_name(code: &str) -> String {
    evidence::catalogue().get(code).map_or_else(|| code.to_owned(), |row| row.name.clone())
}

/// The paper that shows what the department would have said.
fn document(department: &str) -> &'static str {
    match department {
        "gongan" => "户口簿或居住证",
        "minzheng" => "结婚证、离婚证或低保证",
        "ziran" => "不动产权证或无房证明",
        "renshe" => "劳动合同或社保记录",
        "shuiwu" => "工资流水或收入证明",
        "gongjijin" => "公积金缴存证明",
        "shijian" => "营业执照或注销证明",
        "zhujian" => "租房合同或退房证明",
        "canlian" => "残疾人证",
        "tuiyi" => "优抚证件",
        "jiaoyu" => "毕业证",
        "weijian" => "特扶证明",
        _ => "证明材料",
    }
}
