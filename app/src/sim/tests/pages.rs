//! 页面 (the simulator's pages).

use super::*;
use std::collections::HashMap;

async fn text(town: &Town, path: &str) -> String {
    let response = town.http.get(format!("{}{path}", town.base_url)).send().await.unwrap();
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(response.headers()["content-security-policy"], "default-src 'self'; img-src 'self' data:", "{path}");
    response.text().await.unwrap()
}

#[tokio::test]
async fn every_page_works_without_script_or_inline_style() {
    let town = Town::open().await;
    town.ask("gongan", "elder").await;
    let elder = town.actor("elder").id_number;
    for path in ["/", "/people", &format!("/people?q={elder}"), "/people?q=123456", "/people?q=%3Cscript%3E", "/sms", "/sms?phone=%22%3E%3Cb%3E"] {
        let html = text(&town, path).await;
        for banned in ["<script", " style=", " onclick", "javascript:", "<b>"] {
            assert!(!html.contains(banned), "{path} contains {banned}");
        }
        assert!(html.contains(r#"<html lang="zh-CN">"#) && html.contains("<h1>"), "{path}");
    }
    let css = town.http.get(format!("{}/sim.css", town.base_url)).send().await.unwrap();
    assert!(css.headers()["content-type"].to_str().unwrap().starts_with("text/css"));
}

#[tokio::test]
async fn the_switches_of_the_page_do_what_they_say() {
    let town = Town::open().await;
    let form = HashMap::from([("delay_ms", "10"), ("error_permille", "0"), ("stale_days", "x"), ("malformed", "bad_json"), ("refused", "on")]);
    let response = town.http.post(format!("{}/control/form/shuiwu", town.base_url)).form(&form).send().await.unwrap();
    assert_eq!(response.status(), 303);
    let shuiwu = town.state().await["board"]["services"][4].clone();
    let expected = json!({"delay_ms": 10, "error_permille": 0, "silent": false, "stale_days": 0, "contradictory": false, "malformed": "bad_json", "refused": true});
    assert_eq!((&shuiwu["code"], &shuiwu["faults"]), (&json!("shuiwu"), &expected));
    assert!(text(&town, "/").await.contains("延迟 10 毫秒、残缺的 JSON、拒绝"));
    for (preset, word) in [("stale", "stale"), ("flaky", ""), ("heal", "answered")] {
        let response = town.http.post(format!("{}/control/preset/{preset}", town.base_url)).send().await.unwrap();
        assert_eq!(response.status(), 303);
        if !word.is_empty() {
            assert_eq!(town.ask("shuiwu", "elder").await.outcome.word(), word);
        }
    }
    for path in ["/control/form/nobody", "/control/preset/nothing"] {
        let response = town.http.post(format!("{}{path}", town.base_url)).form(&HashMap::<&str, &str>::new()).send().await.unwrap();
        assert_eq!(response.status(), 404, "{path}");
    }
}

#[tokio::test]
async fn the_last_twenty_messages_are_shown_masked() {
    let town = Town::open().await;
    for _ in 0..22 {
        town.ask("shijian", "elder").await;
    }
    let state = town.state().await;
    assert_eq!(state["board"]["messages"].as_array().unwrap().len(), 20);
    assert_eq!(state["board"]["services"][6]["calls"], 22);
    let html = text(&town, "/").await;
    assert!(!html.contains(&town.actor("elder").id_number));
    assert!(html.contains("GZ-2026-000001") && html.contains("已答复 22"));
}
