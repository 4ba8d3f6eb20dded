//! 监督 — figures with their limits, files for auditors, lists compared, complaints answered.

use kernel::Act;
use serde_json::json;

use crate::{apply, done, release, town};

// L-02: funnel, stages against their limits, departments, queue, must-cover and the share of the
// program, for the regions of the viewer; a small office sees its own only.
#[tokio::test]
async fn a_leader_sees_how_far_applications_came_and_how_long_each_stage_took() {
    let town = town().await;
    apply(&town, "doctor").await;
    apply(&town, "over_income").await;
    release(&town).await;
    town.days(9).await.unwrap();
    let leader = town.staff("leader").await.unwrap();
    let seen = done(leader.get("/api/v1/overview").await.unwrap());
    assert_eq!(seen["place"]["code"], "3607");
    let funnel: Vec<i64> = seen["funnel"].as_array().unwrap().iter().map(|row| row["count"].as_i64().unwrap()).collect();
    assert_eq!(funnel, [2, 2, 1, 1, 1], "two handed in, one decided and waiting");
    let notice = seen["stages"].as_array().unwrap().iter().find(|row| row["label"] == "公示").unwrap().clone();
    assert_eq!((notice["took"]["count"].as_i64(), notice["took"]["median"].as_i64()), (Some(1), Some(7)), "{notice}");
    assert_eq!((seen["decisions"]["total"].as_i64(), seen["decisions"]["share_permille"].as_i64()), (Some(1), Some(1000)));
    assert_eq!(seen["departments"].as_array().unwrap().len(), 8);
    assert!(seen["departments"].as_array().unwrap().iter().all(|row| row["share_permille"] == 1000), "{seen:#}");
    assert_eq!(seen["queue"][0]["total"], 1);
    let county = seen["below"].as_array().unwrap().iter().find(|row| row["place"]["code"] == "360702").unwrap().clone();
    assert_eq!((county["submitted"].as_i64(), county["waiting"].as_i64()), (Some(2), Some(1)));
    // Down to the county, where its pack gives the limits; not sideways, not to a period that is none.
    let down = done(leader.get("/api/v1/overview?region=360702&days=30").await.unwrap());
    let accepted = down["stages"].as_array().unwrap().iter().find(|row| row["label"] == "受理").unwrap().clone();
    assert_eq!(accepted["limit"], 5, "{accepted}");
    assert_eq!(leader.get("/api/v1/overview?region=3608").await.unwrap().status, 404);
    assert_eq!(leader.get("/api/v1/overview?region=99").await.unwrap().status, 404);
    assert_eq!(leader.get("/api/v1/overview?days=0").await.unwrap().json()["fields"][0]["field"], "days");
    assert_eq!(town.staff("window").await.unwrap().get("/api/v1/overview").await.unwrap().status, 403);
    let page = leader.get("/desk/overview").await.unwrap();
    assert!(page.text.contains("章贡区") && page.text.contains("charts.js"), "{}", page.text);
}

// P-08, S-63: anybody may count, nobody may point at a household.
#[tokio::test]
async fn the_public_figures_tell_no_count_under_five() {
    let town = town().await;
    apply(&town, "doctor").await;
    let told = done(town.stranger().get("/api/v1/statistics").await.unwrap());
    assert!(told["total"]["submitted"].is_null() && told["rows"].as_array().unwrap().iter().all(|row| row["submitted"].is_null()), "{told:#}");
    let mut act = Act::system(&town.kernel, "story").await.unwrap();
    for at in 0..9 {
        for region in ["360102", "360702"] {
            sqlx::query("insert into application (id, household_id, applicant_id, region, programme, channel, taken_by, started_at, submitted_at, sealed) values ($1, 'h', 'p', $2, 'home', 'self', 'x', $3, $3, '')")
                .bind(format!("{region}-{at}"))
                .bind(region)
                .bind("2026-02-01T01:00:00.000Z")
                .execute(act.conn())
                .await
                .unwrap();
        }
    }
    act.commit().await.unwrap();
    let told = done(town.stranger().get("/api/v1/statistics").await.unwrap());
    assert_eq!(told["total"]["submitted"], 19);
    let of = |code: &str| told["rows"].as_array().unwrap().iter().find(|row| row["code"] == code).unwrap()["submitted"].clone();
    assert_eq!((of("3607"), of("3608")), (json!(10), json!(null)));
    assert!(of("3601").is_null(), "the smallest told count is withheld so that the rest is not one by subtraction");
    assert_eq!(town.stranger().get("/api/v1/statistics?region=360702").await.unwrap().status, 404, "no county by street");
    let page = town.stranger().get("/statistics?region=3607").await.unwrap();
    assert!(page.text.contains("不公布") && !page.text.contains("何"), "{}", page.text);
}
