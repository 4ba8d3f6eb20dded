//! 接通 (link) — where a department is reached and with which credentials; deployment configuration, not the catalogue.

use crate::reach::{AddressError, address};
use serde::Deserialize;
use url::Url;

/// One department's line to the platform. The appkey is a secret and never printed.
#[derive(Clone)]
pub struct Link {
    /// Code of the department's row.
    pub department: String,
    pub(crate) base: Url,
    pub(crate) rid: String,
    pub(crate) sid: String,
    pub(crate) app_key: String,
}

/// A link as it is written in the configuration.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkText {
    pub department: String,
    /// Address of the platform, e.g. `https://share.example.gov.cn/gateway`.
    pub base_url: String,
    /// 请求者标识 given by the platform.
    pub rid: String,
    /// 服务标识 of this department's interface.
    pub sid: String,
    /// 应用授权码.
    pub app_key: String,
    /// Allows plain HTTP to another machine, where the government network encrypts by itself.
    #[serde(default)]
    pub plain_http: bool,
}

/// Why the departments could not be connected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    #[error("接通配置中的部门“{0}”不在部门目录里，请核对代码。")]
    UnknownDepartment(String),
    #[error("部门“{0}”接通了两次，请删去一处。")]
    Twice(String),
    #[error("部门“{0}”缺少 rid、sid 或 app_key，请补齐。")]
    MissingKey(String),
    #[error("{0}")]
    Address(#[from] AddressError),
}

impl TryFrom<LinkText> for Link {
    type Error = ConnectError;

    fn try_from(text: LinkText) -> Result<Self, ConnectError> {
        let usable = |value: &str| !value.is_empty() && value.bytes().all(|b| b.is_ascii_graphic());
        if ![&text.rid, &text.sid, &text.app_key].into_iter().all(|value| usable(value)) {
            return Err(ConnectError::MissingKey(text.department));
        }
        let base = address(&text.base_url, text.plain_http)?;
        Ok(Self { department: text.department, base, rid: text.rid, sid: text.sid, app_key: text.app_key })
    }
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Link({} at {})", self.department, self.base)
    }
}
