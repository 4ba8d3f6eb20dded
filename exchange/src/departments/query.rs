//! 查询 (query) — one question about one person: never without a purpose, a case and a consent (PIPL; T33).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is asked, and on what authority. Goes over the wire as it stands, without the department's code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Query {
    /// Code of the department's row.
    #[serde(skip)]
    pub department: String,
    /// Number of this question, unique on our side; the answer must repeat it if it carries one.
    pub query_no: String,
    #[serde(rename = "cert_num")]
    pub id_number: String,
    pub name: String,
    /// Purpose code, e.g. `GZF-ZR` (公租房准入).
    pub purpose: String,
    /// 业务编号.
    pub case_no: String,
    /// 授权书编号.
    pub consent_no: String,
    /// Who asks: the staff member's or job's name on our side.
    pub operator: String,
    /// Day of our business (Asia/Shanghai), against which the age of the data is measured.
    pub business_date: Date,
}

impl Query {
    /// Refuses a question that no department may be asked.
    ///
    /// # Errors
    /// A stable code and a sentence: what is missing.
    pub fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let required = [
            (&self.purpose, "purpose_missing", "缺少查询用途，请先选择业务事项"),
            (&self.case_no, "case_missing", "缺少业务编号，请先登记申请"),
            (&self.consent_no, "consent_missing", "缺少本人授权，请先取得核查授权书"),
            (&self.operator, "operator_missing", "缺少经办人，请重新登录后再查"),
            (&self.id_number, "id_number_missing", "缺少证件号码，请先补齐"),
            (&self.name, "name_missing", "缺少姓名，请先补齐"),
            (&self.query_no, "query_no_missing", "缺少查询编号，请重新发起"),
        ];
        match required.iter().find(|(value, _, _)| value.trim().is_empty()) {
            Some(&(_, code, sentence)) => Err((code, sentence)),
            None => Ok(()),
        }
    }
}
