//! 历次提交 — what was handed in each time, and field by field what a correction changed.

use kernel::crypto::{Aad, sm3_hex};
use kernel::{Act, Fail};
use people::{household, person};
use schemars::JsonSchema;
use serde::Serialize;
use sqlx::FromRow;

use super::{Application, declared};

/// A submission, with what it changed against the one before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Submission {
    /// 1 first, then after each correction.
    pub seq: i64,
    /// Instant.
    pub at: String,
    /// Who handed it in.
    pub by_name: String,
    /// SM3 of the values.
    pub digest: String,
    /// Field, before, after; empty for the first.
    pub changes: Vec<Change>,
}

/// One field that is another now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// 中文 name of the field.
    pub field: String,
    /// Before; empty when it was not there.
    pub before: String,
    /// After; empty when it is gone.
    pub after: String,
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: String,
    by_name: String,
    sealed: String,
    digest: String,
}

/// Keeps what is handed in now.
pub(super) async fn keep(act: &mut Act, it: &Application) -> Result<(), Fail> {
    let text = serde_json::to_string(&values(act, it).await?)?;
    let (last,): (i64,) =
        sqlx::query_as("select coalesce(max(seq), 0) from submission where application_id = $1").bind(it.id.clone()).fetch_one(act.conn()).await?;
    let place = format!("{}/{}", it.id, last + 1);
    let sealed = person::seal(act, &it.sealed_under, Aad::new("submission", "sealed", &place), &text).await?;
    let (at, by) = (act.at(), act.actor.name.clone());
    sqlx::query("insert into submission (application_id, seq, at, by_name, sealed, digest) values ($1, $2, $3, $4, $5, $6)")
        .bind(it.id.clone())
        .bind(last + 1)
        .bind(at)
        .bind(by)
        .bind(sealed)
        .bind(sm3_hex(text.as_bytes()))
        .execute(act.conn())
        .await?;
    Ok(())
}

/// Name and value of every field; numbers masked as lists show them.
async fn values(act: &mut Act, it: &Application) -> Result<Vec<(String, String)>, Fail> {
    let said = declared(act, it).await?;
    // What was changed in this act is read anew.
    let now = super::get(act, &it.id).await?;
    let mut values = vec![
        ("保障方式".to_owned(), now.programme_title().to_owned()),
        ("联系电话".into(), kernel::page::mask_phone(&said.phone)),
        ("现住址".into(), said.address),
        ("居住地区".into(), kernel::shell::region_name(&said.lives_in)),
        ("其他联系人".into(), said.other_contact),
    ];
    for member in household::members(act, &it.household_id).await? {
        values.push((format!("成员 {} {}", member.name, member.number), member.relation.title().to_owned()));
    }
    for dispute in said.disputes {
        values.push((
            format!(
                "对{}结果的异议",
                crate::evidence::catalogue().get(&dispute.department).map_or(dispute.department.clone(), |row| row.name.clone())
            ),
            dispute.why,
        ));
    }
    for (at, answer) in said.answers.into_iter().enumerate() {
        values.push((format!("补充说明 {}", at + 1), answer));
    }
    Ok(values)
}

/// What is another in `after` than in `before`, in the order of the fields.
pub fn changes(before: &[(String, String)], after: &[(String, String)]) -> Vec<Change> {
    let value = |of: &[(String, String)], field: &str| of.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone()).unwrap_or_default();
    let mut fields: Vec<&String> = before.iter().map(|(field, _)| field).collect();
    fields.extend(after.iter().map(|(field, _)| field).filter(|field| !before.iter().any(|(name, _)| name == *field)));
    fields
        .into_iter()
        .map(|field| Change { field: field.clone(), before: value(before, field), after: value(after, field) })
        .filter(|change| change.before != change.after)
        .collect()
}

/// Every submission of a case, oldest first, with what it changed.
pub async fn of_application(act: &mut Act, it: &Application) -> Result<Vec<Submission>, Fail> {
    let rows: Vec<Row> = sqlx::query_as("select seq, at, by_name, sealed, digest from submission where application_id = $1 order by seq")
        .bind(it.id.clone())
        .fetch_all(act.conn())
        .await?;
    let (mut list, mut before): (Vec<Submission>, Option<Vec<(String, String)>>) = (Vec::new(), None);
    for row in rows {
        let place = format!("{}/{}", it.id, row.seq);
        let text = person::open(act, &it.sealed_under, Aad::new("submission", "sealed", &place), &row.sealed).await?;
        let now: Vec<(String, String)> = serde_json::from_str(&text)?;
        let changes = before.as_ref().map(|before| changes(before, &now)).unwrap_or_default();
        list.push(Submission { seq: row.seq, at: row.at, by_name: row.by_name, digest: row.digest, changes });
        before = Some(now);
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use super::{Change, changes};

    #[test]
    fn a_change_is_told_once_with_before_and_after_and_what_stayed_is_not() {
        let pairs = |list: &[(&str, &str)]| list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>();
        let told = changes(&pairs(&[("住址", "甲"), ("电话", "1"), ("成员", "子女")]), &pairs(&[("住址", "乙"), ("电话", "1"), ("说明", "补")]));
        let change = |field: &str, before: &str, after: &str| Change { field: field.into(), before: before.into(), after: after.into() };
        assert_eq!(told, [change("住址", "甲", "乙"), change("成员", "子女", ""), change("说明", "", "补")]);
        assert!(changes(&pairs(&[("住址", "甲")]), &pairs(&[("住址", "甲")])).is_empty());
    }
}
