//! 登录设备 — one's own sessions, and ending one of them (S-15).

use askama::Template;
use jiff::Timestamp;
use kernel::actor::Kind as ActorKind;
use kernel::fail::NOT_FOUND;
use kernel::page::{Page, instant};
use kernel::{Act, Fail, Reply};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::store::{self, Device};
use super::{forgetting, own};

/// One's own sessions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Mine {
    /// The newest first.
    pub sessions: Vec<Seen>,
}

/// One session as its owner sees it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Seen {
    /// Id.
    pub id: String,
    /// The session that asks.
    pub current: bool,
    /// How it was signed in: 口令和动态口令, 赣服通, 短信验证码, 演示.
    pub how: String,
    /// Device in words.
    pub device: String,
    /// Address it was opened from.
    pub ip: String,
    /// Instant opened.
    pub since: String,
    /// Instant of use, to the minute.
    pub last: String,
}

/// Which session to end.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// `session.id`.
    pub id: String,
}

/// How many sessions ended.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Ended {
    /// 0 when it had ended before.
    pub ended: u64,
}

/// `GET /api/v1/sessions`
pub async fn list(act: &mut Act, _ask: ()) -> Result<Mine, Fail> {
    let Some((kind, subject)) = own(&act.actor) else { return Ok(Mine { sessions: Vec::new() }) };
    let current = act.request.session.clone();
    let devices = store::devices(act, kind, &subject).await?;
    Ok(Mine { sessions: devices.into_iter().map(|device| seen(device, &current)).collect() })
}

/// The live sessions of somebody.
pub(super) async fn of(act: &mut Act, kind: super::Kind, subject: &str) -> Result<Vec<Seen>, Fail> {
    Ok(store::devices(act, kind, subject).await?.into_iter().map(|device| seen(device, "")).collect())
}

fn seen(device: Device, current: &str) -> Seen {
    Seen {
        current: device.id == current,
        how: how_words(&device.how).into(),
        device: device_words(&device.agent),
        ip: device.ip,
        since: device.created_at,
        last: device.last_at,
        id: device.id,
    }
}

/// `POST /api/v1/sessions/{id}/end`. Somebody else's session answers as if there were none.
pub async fn end(act: &mut Act, ask: End) -> Result<Ended, Fail> {
    let (kind, subject) = own(&act.actor).ok_or(NOT_FOUND)?;
    if !store::devices(act, kind, &subject).await?.iter().any(|device| device.id == ask.id) {
        return Err(NOT_FOUND.into());
    }
    act.about("session", &ask.id, "");
    Ok(Ended { ended: store::end(act, &ask.id, "ended").await? })
}

#[derive(Template)]
#[template(path = "session/staff_sessions.html")]
struct StaffSessions {
    page: Page,
    rows: Vec<Shown>,
}

#[derive(Template)]
#[template(path = "session/my_sessions.html")]
struct MySessions {
    page: Page,
    rows: Vec<Shown>,
}

struct Shown {
    seen: Seen,
    since: String,
    last: String,
}

/// `GET /desk/sessions`, `GET /my/sessions`
pub(super) async fn page(act: &mut Act, ask: ()) -> Result<Reply, Fail> {
    let words = |text: &str| text.parse::<Timestamp>().map_or_else(|_| text.to_owned(), instant);
    let rows = list(act, ask).await?.sessions.into_iter().map(|seen| Shown { since: words(&seen.since), last: words(&seen.last), seen }).collect();
    let mut page = act.page("登录设备").await?;
    if act.actor.kind == ActorKind::Staff {
        act.render(&StaffSessions { page, rows })
    } else {
        page.back = Some("/my".into());
        act.render(&MySessions { page, rows })
    }
}

/// `POST …/sessions/{id}/end`
pub(super) async fn end_form(act: &mut Act, ask: End) -> Result<Reply, Fail> {
    let current = ask.id == act.request.session;
    end(act, ask).await?;
    let staff = act.actor.kind == ActorKind::Staff;
    Ok(match (current, staff) {
        (true, true) => forgetting(&act.kernel, Reply::go("/desk/sign-in")),
        (true, false) => forgetting(&act.kernel, Reply::go("/")),
        (false, true) => Reply::go("/desk/sessions"),
        (false, false) => Reply::go("/my/sessions"),
    })
}

fn how_words(how: &str) -> &'static str {
    match how {
        "totp" => "口令和动态口令",
        "ganfutong" => "赣服通",
        "sms" => "短信验证码",
        "demo" => "演示",
        _ => "其他",
    }
}

/// `微信（安卓）`: enough to recognise one's own device.
fn device_words(agent: &str) -> String {
    let first = |table: &[(&str, &'static str)]| table.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, word)| *word);
    // A browser names those it resembles too, so the particular ones come first.
    let program = first(&[
        ("MicroMessenger", "微信"),
        ("Edg", "Edge 浏览器"),
        ("Firefox", "Firefox 浏览器"),
        ("Chrome", "Chrome 浏览器"),
        ("Safari", "Safari 浏览器"),
    ]);
    let system = first(&[
        ("HarmonyOS", "鸿蒙"),
        ("Android", "安卓"),
        ("iPhone", "苹果手机"),
        ("iPad", "苹果平板"),
        ("Windows", "Windows"),
        ("Mac OS", "苹果电脑"),
        ("Linux", "Linux"),
    ]);
    match (program, system) {
        (Some(program), Some(system)) => format!("{program}（{system}）"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "其他程序".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_told_in_words_its_owner_knows() {
        let cases = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36",
                "Chrome 浏览器（Windows）",
            ),
            ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0", "微信（安卓）"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1",
                "Safari 浏览器（苹果手机）",
            ),
            ("curl/8.5", "其他程序"),
            ("", "其他程序"),
        ];
        for (agent, words) in cases {
            assert_eq!(device_words(agent), words, "{agent}");
        }
    }
}
