//! 发短信 (sending messages).

use super::*;
use exchange::sms::{Delivery, Message, Sent, Sms};

fn message(id: &str, text: &str) -> Message {
    Message { message_id: id.into(), phone: "15400000012".into(), text: text.into() }
}

// quality §3.7, R-08: no message twice, receipts kept.
#[tokio::test]
async fn a_message_is_delivered_once_and_has_a_receipt() {
    let town = Town::open().await;
    let sms = Sms::new(sms_text(&town.base_url, "章贡住保")).unwrap();
    assert_eq!(sms.send(&message("M1", "您的申请已受理。")).await, Sent::Accepted { duplicate: false });
    assert_eq!(sms.send(&message("M1", "您的申请已受理。")).await, Sent::Accepted { duplicate: true });
    assert!(matches!(sms.send(&message("M1", "另一条。")).await, Sent::Refused { .. }));
    town.command("/control/faults", json!({"service": "duanxin", "faults": {"refused": true}})).await;
    assert_eq!(sms.send(&message("M2", "公示开始。")).await, Sent::Accepted { duplicate: false });
    town.command("/control/heal", json!({})).await;
    let page = sms.receipts(0).await.unwrap();
    let states: Vec<_> = page.receipts.iter().map(|receipt| (receipt.message_id.as_str(), receipt.state)).collect();
    assert_eq!(states, [("M1", Delivery::Delivered), ("M2", Delivery::Failed)]);
    assert!(sms.receipts(page.next).await.unwrap().receipts.is_empty());
    let url = format!("{}/sms/messages.json?phone=15400000012", town.base_url);
    let listed: Value = town.http.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 2);
    assert_eq!(listed[0]["text"], "您的申请已受理。");
}

#[tokio::test]
async fn a_message_that_is_not_known_to_have_arrived_is_unknown() {
    let town = Town::open().await;
    let sms = Sms::new(sms_text(&town.base_url, "章贡住保")).unwrap();
    for faults in [json!({"error_permille": 1000}), json!({"malformed": "bad_json"})] {
        town.command("/control/faults", json!({"service": "duanxin", "faults": faults})).await;
        assert!(matches!(sms.send(&message("M1", "您的申请已受理。")).await, Sent::Unknown { .. }), "{faults}");
        assert!(sms.receipts(0).await.is_err());
    }
    let mut wrong = sms_text(&town.base_url, "章贡住保");
    wrong.key = "guess".into();
    town.command("/control/heal", json!({})).await;
    assert!(matches!(Sms::new(wrong).unwrap().send(&message("M1", "a")).await, Sent::Refused { .. }));
}
