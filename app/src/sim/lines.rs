//! 接线 (lines) — what an installation writes into its configuration to talk to the simulator.

use exchange::departments::Catalogue;
use exchange::departments::connect::LinkText;
use exchange::ganfutong::GanfutongText;
use exchange::sms::SmsText;

/// Requester's number of the demo installation.
pub(super) const RID: &str = "anju-demo";
/// Its appkey: no secret, since nothing real is behind it.
pub(super) const APP_KEY: &str = "anju-demo-appkey";
/// Its client at 赣服通.
pub(super) const CLIENT_ID: &str = "anju-demo";
/// The client's secret.
pub(super) const CLIENT_SECRET: &str = "anju-demo-client-secret";
/// Its key at the SMS gateway.
pub(super) const SMS_KEY: &str = "anju-demo-sms-key";

/// Service number of a department's interface.
pub(super) fn sid(department: &str) -> String {
    format!("s_sim_{department}")
}

/// Links of all departments of a catalogue to a simulator at `base_url`.
#[must_use]
pub fn links(base_url: &str, catalogue: &Catalogue) -> Vec<LinkText> {
    let link = |code: &String| LinkText {
        department: code.clone(),
        base_url: base_url.to_owned(),
        rid: RID.into(),
        sid: sid(code),
        app_key: APP_KEY.into(),
        plain_http: false,
    };
    catalogue.rows().iter().map(|row| link(&row.code)).collect()
}

/// 赣服通 at a simulator; `redirect_uri` must be on this machine.
#[must_use]
pub fn ganfutong_text(base_url: &str, redirect_uri: &str) -> GanfutongText {
    GanfutongText {
        issuer: format!("{base_url}/ganfutong"),
        client_id: CLIENT_ID.into(),
        client_secret: Some(CLIENT_SECRET.into()),
        redirect_uri: redirect_uri.to_owned(),
        plain_http: false,
    }
}

/// The SMS gateway of a simulator.
#[must_use]
pub fn sms_text(base_url: &str, signature: &str) -> SmsText {
    SmsText { base_url: base_url.to_owned(), key: SMS_KEY.into(), signature: signature.to_owned(), plain_http: false }
}
