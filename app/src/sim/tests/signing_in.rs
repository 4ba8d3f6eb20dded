//! 登录 (signing in through 赣服通).

use super::*;
use exchange::ganfutong::{Departure, Ganfutong, SignInError};
use std::collections::HashMap;
use url::Url;

const BACK: &str = "http://127.0.0.1:8080/signin/back";

fn client(town: &Town) -> Ganfutong {
    Ganfutong::new(ganfutong_text(&town.base_url, BACK)).unwrap()
}

/// Chooses a person on the provider's page; gives state and code from the address one is sent back to.
async fn choose(town: &Town, departure: &Departure, id_number: &str) -> (String, String) {
    let mut form: HashMap<String, String> = departure.url.query_pairs().into_owned().collect();
    form.insert("id_number".into(), id_number.into());
    let mut page = departure.url.clone();
    page.set_query(None);
    let response = town.http.post(page).form(&form).send().await.unwrap();
    assert_eq!(response.status(), 303);
    let back = Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    assert!(back.as_str().starts_with(BACK));
    let part = |name: &str| back.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned()).unwrap();
    (part("state"), part("code"))
}

// JX2019-4/3.3e: a citizen signs in through 赣服通.
#[tokio::test]
async fn whoever_signs_in_is_named_with_number_and_phone() {
    let town = Town::open().await;
    let client = client(&town);
    for key in ["doctor", "long_name", "rare_name"] {
        let who = town.actor(key);
        let departure = client.start().await.unwrap();
        let shown = town.http.get(departure.url.clone()).send().await.unwrap();
        assert!(shown.status().is_success() && shown.text().await.unwrap().contains(&who.name));
        let (state, code) = choose(&town, &departure, &who.id_number).await;
        let person = client.finish(departure.pending.clone(), &state, &code).await.unwrap();
        assert_eq!((person.name, person.id_number, person.phone), (who.name, who.id_number, Some(who.phone)));
        let again = client.finish(departure.pending, &state, &code).await;
        assert!(matches!(again, Err(SignInError::Refused(_))), "a code is good once");
    }
}

// OpenID Connect Core 3.1.3.7: issuer, audience, nonce, expiry and signature are verified.
#[tokio::test]
async fn a_token_with_anything_wrong_signs_nobody_in() {
    let town = Town::open().await;
    let client = client(&town);
    let who = town.actor("doctor");
    for fault in ["wrong_issuer", "wrong_audience", "wrong_nonce", "expired", "bad_signature", "no_real_name", "none"] {
        town.command("/control/settings", json!({"token_fault": fault})).await;
        let departure = client.start().await.unwrap();
        let (state, code) = choose(&town, &departure, &who.id_number).await;
        let outcome = client.finish(departure.pending, &state, &code).await;
        match fault {
            "none" => assert!(outcome.is_ok()),
            "no_real_name" => assert_eq!(outcome, Err(SignInError::NotRealName)),
            _ => assert!(matches!(outcome, Err(SignInError::Unverified(_))), "{fault}: {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn another_state_code_or_browser_signs_nobody_in() {
    let town = Town::open().await;
    let client = client(&town);
    let who = town.actor("doctor");
    let (mine, other) = (client.start().await.unwrap(), client.start().await.unwrap());
    let (state, code) = choose(&town, &mine, &who.id_number).await;
    let wrong_state = client.finish(mine.pending.clone(), "another", &code).await;
    assert_eq!(wrong_state, Err(SignInError::WrongState));
    assert_eq!(client.finish(mine.pending.clone(), "", &code).await, Err(SignInError::WrongState));
    assert!(matches!(client.finish(mine.pending.clone(), &state, "guess").await, Err(SignInError::Refused(_))));
    // A stolen code in another session fails on PKCE: that session has another verifier.
    let (their_state, _) = choose(&town, &other, &who.id_number).await;
    assert!(matches!(client.finish(other.pending, &their_state, &code).await, Err(SignInError::Refused(_))));
}

#[tokio::test]
async fn the_provider_sends_nobody_to_a_stranger() {
    let town = Town::open().await;
    let departure = client(&town).start().await.unwrap();
    let with = |name: &str, value: &str| {
        let mut url = departure.url.clone();
        let changed: Vec<(String, String)> =
            departure.url.query_pairs().into_owned().map(|(k, v)| if k == name { (k, value.to_owned()) } else { (k, v) }).collect();
        url.query_pairs_mut().clear().extend_pairs(changed);
        url
    };
    for (name, value) in [
        ("redirect_uri", "http://evil.example/back"),
        ("redirect_uri", "https://127.0.0.1/back"),
        ("client_id", "somebody"),
        ("code_challenge_method", "plain"),
        ("response_type", "token"),
        ("scope", "profile"),
    ] {
        let response = town.http.get(with(name, value)).send().await.unwrap();
        assert_eq!(response.status(), 400, "{name}={value}");
    }
}

#[tokio::test]
async fn a_provider_that_is_down_or_failing_is_unreachable() {
    let town = Town::open().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let nobody = Ganfutong::new(ganfutong_text(&format!("http://{closed}"), BACK)).unwrap();
    assert!(matches!(nobody.start().await, Err(SignInError::Unreachable(_))));
    town.command("/control/faults", json!({"service": "ganfutong", "faults": {"error_permille": 1000}})).await;
    assert!(matches!(client(&town).start().await, Err(SignInError::Unreachable(_))));
}
