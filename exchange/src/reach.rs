//! 出站 (reach) — the one way out: configured hosts only, no redirects, no proxy from the environment, bounded in time and size (S-36, S-37).

use std::time::Duration;
use url::{Host, Url};

/// Longest body that is read, bytes (S-37).
pub const MAX_BODY: usize = 1024 * 1024;
/// Longest wait for a connection.
pub const CONNECT: Duration = Duration::from_secs(2);
/// Longest wait for a whole answer, where nothing else is configured.
pub const TOTAL: Duration = Duration::from_secs(10);

/// The outgoing HTTP client, shared by everything in this crate.
#[derive(Debug, Clone)]
pub struct Reach {
    http: reqwest::Client,
}

/// What arrived, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Why nothing usable arrived.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missed {
    #[error("对方没有在 {after_ms} 毫秒内答复，请稍后再试。")]
    TimedOut { after_ms: u64 },
    #[error("连接不上对方：{why}。请检查网络和地址。")]
    Unreachable { why: String },
    #[error("对方的答复超过 1 MiB，未读取，请联系对方。")]
    TooLarge,
}

/// Why an address was not taken from the configuration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("地址“{0}”无法识别，请写成 https://主机/路径 的样子。")]
    NotAnAddress(String),
    #[error("地址“{0}”不是本机却没有加密，请改用 https，或在政务外网内明确允许 plain_http。")]
    Unencrypted(String),
    #[error("地址“{0}”需要 https，而本程序编译时没有带 https，请换用带 https 的版本。")]
    NoTls(String),
    #[error("无法准备网络连接：{0}。请检查系统。")]
    NoClient(String),
}

impl Reach {
    /// A client that follows no redirect and knows no proxy.
    ///
    /// # Errors
    /// [`AddressError::NoClient`] when the system cannot make one.
    pub fn new() -> Result<Self, AddressError> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT)
            .user_agent(concat!("anju/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|e| AddressError::NoClient(e.to_string()))?;
        Ok(Self { http })
    }

    /// Starts a request to an address that came from [`address`] and [`under`].
    pub fn request(&self, method: http::Method, url: Url) -> reqwest::RequestBuilder {
        self.http.request(method, url)
    }

    /// Sends and reads the whole body, within `total` and [`MAX_BODY`].
    ///
    /// # Errors
    /// [`Missed`] when no complete body of bearable size came in time.
    pub async fn send(&self, request: reqwest::RequestBuilder, total: Duration) -> Result<Arrived, Missed> {
        let after_ms = u64::try_from(total.as_millis()).unwrap_or(u64::MAX);
        match tokio::time::timeout(total, read(request)).await {
            Ok(done) => done,
            Err(_) => Err(Missed::TimedOut { after_ms }),
        }
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<Arrived, Missed> {
    let unreachable = |e: reqwest::Error| Missed::Unreachable { why: root_cause(&e.without_url()) };
    let mut response = request.send().await.map_err(unreachable)?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(Missed::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Arrived { status: response.status().as_u16(), body })
}

/// The innermost cause says more than «error sending request».
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut inner = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}

/// Takes an address from the configuration: http or https, no user, no query. Plain HTTP only to this machine unless `plain_http` allows it.
///
/// # Errors
/// [`AddressError`] says what to write instead.
pub fn address(text: &str, plain_http: bool) -> Result<Url, AddressError> {
    let bad = || AddressError::NotAnAddress(text.to_owned());
    let url = Url::parse(text).map_err(|_| bad())?;
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(bad());
    }
    let this_machine = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(bad()),
    };
    match url.scheme() {
        "http" if this_machine || plain_http => Ok(url),
        "http" => Err(AddressError::Unencrypted(text.to_owned())),
        "https" if cfg!(feature = "https") => Ok(url),
        "https" => Err(AddressError::NoTls(text.to_owned())),
        _ => Err(bad()),
    }
}

/// A path below a configured address. Segments are escaped, so that none of them can leave the host or climb the path.
#[must_use]
pub fn under(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    // S-36: only what is configured, encrypted unless it is this machine or allowed.
    #[test]
    fn an_address_is_taken_only_in_the_right_shape() {
        let cases = [
            ("http://127.0.0.1:9000", false, true),
            ("http://localhost:9000/base/", false, true),
            ("http://[::1]:9000", false, true),
            ("http://10.1.2.3:80", false, false),
            ("http://10.1.2.3:80", true, true),
            ("http://127.0.0.1.example.com", false, false),
            ("http://user:pass@127.0.0.1", true, false),
            ("http://127.0.0.1/?a=b", true, false),
            ("ftp://127.0.0.1", true, false),
            ("file:///etc/passwd", true, false),
            ("127.0.0.1:9000", true, false),
            ("https://share.example.gov.cn", false, cfg!(feature = "https")),
        ];
        for (text, plain, taken) in cases {
            assert_eq!(address(text, plain).is_ok(), taken, "{text}");
        }
    }

    #[test]
    fn a_segment_cannot_leave_its_host_or_path() {
        let base = address("http://127.0.0.1:9000/gw/", false).unwrap();
        let cases = [
            (vec!["sysapi", "gongan", "query"], "http://127.0.0.1:9000/gw/sysapi/gongan/query"),
            (vec!["//evil", "x"], "http://127.0.0.1:9000/gw/%2F%2Fevil/x"),
            (vec!["..", "x"], "http://127.0.0.1:9000/gw/x"),
            (vec!["a?b#c"], "http://127.0.0.1:9000/gw/a%3Fb%23c"),
        ];
        for (segments, url) in cases {
            assert_eq!(under(&base, &segments).as_str(), url);
        }
    }
}
