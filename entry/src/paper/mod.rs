//! 材料 — photos of papers, only where something is missing (C-14).
//!
//! What sharing supplies is not asked for again (政务数据共享条例): a paper is needed only where a department did
//! not answer or could not verify, where the applicant says a found item is wrong, or where a correction asks for
//! it. Each need follows from the case as it stands; a row is written with the first file. The files lie under the
//! key of the person they are about. Who sees them: the household, the window and whoever decides or signs in that
//! region, and the reviewer of the lane concerned — of that lane only. Owns `paper`.

use kernel::actor::Kind;
use kernel::fail::NOT_FOUND;
use kernel::file::{self, New, Stored};
use kernel::{Act, Code, Fail, Upload, Uploaded, flow};
use people::perms::{APPLICATION_DECIDE, APPLICATION_SIGN, APPLICATION_TAKE, check_of};
use people::{household, person};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::application::{self, APPLICATION, Application};
use crate::check;

pub(crate) mod desk_papers_page;
mod need;
pub(crate) mod papers_page;
pub mod photo;

pub use need::{Need, needs};

/// The case asks for no such paper.
pub const NOT_NEEDED: Code = Code::conflict("paper.not_needed", "这份材料现在不用交", "请看材料清单，只交清单里的。");
/// The case is decided or ended: its papers stay as they are.
pub const CLOSED: Code = Code::conflict("paper.closed", "现在不能再交或删除材料", "如需补充，请联系经办窗口。");
/// Nothing was chosen.
pub const NOTHING: Code = Code::invalid("paper.nothing", "没有选照片", "请先拍照或者选一张，再点上传。");
/// All papers of one application together (S-32).
pub const FULL: Code = Code::conflict("paper.full", "这个办件的材料已经满了", "请删掉不用的，或者把纸质材料交到窗口。");

/// Owner kind of the files.
const KIND: &str = "paper";
/// Bytes of all papers of one application: 100 MB (S-32).
const QUOTA: i64 = 100 << 20;
/// Files for one need.
const FILES_MOST: usize = 20;
/// States in which papers may be added and taken away.
const OPEN: [&str; 9] = ["draft", "submitted", "authorising", "correcting", "checking", "suspended", "reviewing", "objected", "reconsidering"];

/// The papers of an application.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Papers {
    /// `application.id`.
    pub id: String,
    /// Papers may be added or taken away now.
    pub open: bool,
    /// What is needed, or was handed in.
    pub papers: Vec<Paper>,
}

/// One paper with what was handed in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Paper {
    /// Why it is needed.
    #[serde(flatten)]
    pub need: Need,
    /// The files, oldest first.
    pub files: Vec<Sheet>,
}

/// A file handed in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Sheet {
    /// `file.id`.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Kind: a JPEG or a PDF.
    pub mime: String,
    /// Bytes.
    pub size: i64,
    /// Instant.
    pub at: String,
}

impl Sheet {
    /// It can be shown, not only saved.
    pub fn picture(&self) -> bool {
        self.mime == file::JPEG
    }
}

/// Which application.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Which {
    /// `application.id`.
    pub id: String,
}

/// For which need something is handed in; the files come beside it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Add {
    /// `application.id`.
    pub id: String,
    /// Key of the need.
    pub need: String,
}

/// Which file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichFile {
    /// `file.id`.
    pub id: String,
}

/// Which lane.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfLane {
    /// `lane.id`.
    pub id: String,
}

#[derive(Debug, Clone, FromRow)]
struct Row {
    id: String,
    application_id: String,
    region: String,
    need: String,
    department: String,
    person_id: String,
}

const COLUMNS: &str = "select id, application_id, region, need, department, person_id from paper where";

/// `GET /api/v1/applications/{id}/papers`: for the household and the window.
pub async fn list(act: &mut Act, ask: Which) -> Result<Papers, Fail> {
    let it = application::mine(act, &ask.id).await?;
    of(act, &it, None).await
}

/// `GET /api/v1/applications/{id}/papers-given`: for whoever takes, decides or signs there.
pub async fn seen(act: &mut Act, ask: Which) -> Result<Papers, Fail> {
    let it = application::get(act, &ask.id).await?;
    deciding(act, &it.region)?;
    act.about("application", &it.id, &it.region);
    of(act, &it, None).await
}

/// `GET /api/v1/lanes/{id}/papers`: the papers of one lane, for its reviewer.
pub async fn of_lane(act: &mut Act, ask: OfLane) -> Result<Papers, Fail> {
    let lane = check::get(act, &ask.id).await?;
    act.require(check_of(&lane.department).ok_or(NOT_FOUND)?, &lane.region)?;
    let it = application::get(act, &lane.application_id).await?;
    act.about("lane", &lane.id, &lane.region);
    of(act, &it, Some(&lane.department)).await
}

/// `POST /api/v1/applications/{id}/papers/{need}`
///
/// # Errors
/// [`NOTHING`], [`NOT_NEEDED`], [`CLOSED`], [`FULL`], and what [`photo`] refuses.
pub async fn add(act: &mut Act, sent: Uploaded<Add>) -> Result<Papers, Fail> {
    let Uploaded { ask, files } = sent;
    let it = application::mine(act, &ask.id).await?;
    if files.is_empty() {
        return Err(NOTHING.into());
    }
    open(act, &it).await?;
    let need = needs(act, &it).await?.into_iter().find(|need| need.key == ask.need).ok_or(NOT_NEEDED)?;
    let before = sheets(act, &it).await?;
    let held: i64 = before.iter().flat_map(|(_, files)| files).map(|file| file.size).sum();
    let adding: i64 = files.iter().map(|file| i64::try_from(file.bytes.len()).unwrap_or(i64::MAX)).fold(0, i64::saturating_add);
    let count = before.iter().find(|(row, _)| row.need == need.key).map_or(0, |(_, files)| files.len());
    if QUOTA < held.saturating_add(adding) || FILES_MOST < count + files.len() {
        return Err(FULL.into());
    }
    let row = row_of(act, &it, &need).await?;
    for (at, Upload { mime, bytes, .. }) in files.into_iter().enumerate() {
        // The phone's own name for the photo may say more than it should.
        let name = format!("{}-{}.{}", need.document, count + at + 1, if mime == file::PDF { "pdf" } else { "jpg" });
        let new = New { region: &it.region, owner_kind: KIND, owner_id: &row, name: &name, mime, bytes, expires_at: None };
        person::put_file(act, &need.person_id, new).await?;
    }
    act.about("application", &it.id, &it.region);
    of(act, &it, None).await
}

/// `POST /api/v1/papers/{id}/remove`
///
/// # Errors
/// [`CLOSED`] once the case is decided.
pub async fn remove(act: &mut Act, ask: WhichFile) -> Result<Papers, Fail> {
    let (row, _) = find(act, &ask.id).await?;
    let it = application::mine(act, &row.application_id).await?;
    open(act, &it).await?;
    file::remove(act, &ask.id).await?;
    act.about("application", &it.id, &it.region);
    of(act, &it, None).await
}

/// One file with its bytes, for the household and the window.
pub(crate) async fn fetch_own(act: &mut Act, id: &str) -> Result<(Stored, Vec<u8>), Fail> {
    let (row, _) = find(act, id).await?;
    application::mine(act, &row.application_id).await?;
    act.about("paper", &row.id, &row.region);
    person::open_file(act, id).await
}

/// One file with its bytes, for whoever decides there or reviews that lane.
pub(crate) async fn fetch_seen(act: &mut Act, id: &str) -> Result<(Stored, Vec<u8>), Fail> {
    let (row, _) = find(act, id).await?;
    let reviewer = check_of(&row.department).is_some_and(|perm| act.scope(perm).covers(&row.region));
    if !reviewer {
        deciding(act, &row.region)?;
    }
    act.about("paper", &row.id, &row.region);
    person::open_file(act, id).await
}

/// May this member of staff take, decide or sign in the region?
fn deciding(act: &Act, region: &str) -> Result<(), Fail> {
    let may = [APPLICATION_TAKE, APPLICATION_DECIDE, APPLICATION_SIGN].iter().any(|perm| act.scope(*perm).covers(region));
    if act.actor.kind == Kind::Staff && may { Ok(()) } else { Err(NOT_FOUND.into()) }
}

async fn open(act: &mut Act, it: &Application) -> Result<(), Fail> {
    let state = flow::get(act, &APPLICATION, &it.id).await?.state;
    if OPEN.contains(&state.as_str()) { Ok(()) } else { Err(CLOSED.into()) }
}

/// What is needed now, and what was handed in for a need that has gone.
async fn of(act: &mut Act, it: &Application, department: Option<&str>) -> Result<Papers, Fail> {
    let given = sheets(act, it).await?;
    let mut papers: Vec<Paper> = Vec::new();
    for need in needs(act, it).await? {
        let files = given.iter().find(|(row, _)| row.need == need.key).map(|(_, files)| files.clone()).unwrap_or_default();
        papers.push(Paper { need, files });
    }
    for (row, files) in given {
        if !files.is_empty() && papers.iter().all(|paper| paper.need.key != row.need) {
            let name = person::get(act, &row.person_id).await?.name;
            papers.push(Paper { need: need::settled(row.need, row.department, row.person_id, name), files });
        }
    }
    papers.retain(|paper| department.is_none_or(|department| paper.need.department == department));
    Ok(Papers { id: it.id.clone(), open: open(act, it).await.is_ok(), papers })
}

async fn sheets(act: &mut Act, it: &Application) -> Result<Vec<(Row, Vec<Sheet>)>, Fail> {
    let rows: Vec<Row> =
        sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} application_id = $1 order by id"))).bind(it.id.clone()).fetch_all(act.conn()).await?;
    let mut sheets = Vec::with_capacity(rows.len());
    for row in rows {
        let files = file::list(act, KIND, &row.id).await?;
        let files = files.into_iter().map(|it| Sheet { id: it.id, name: it.name, mime: it.mime, size: it.size, at: it.at });
        sheets.push((row, files.collect()));
    }
    Ok(sheets)
}

async fn find(act: &mut Act, file_id: &str) -> Result<(Row, Stored), Fail> {
    let stored = file::find(act, file_id).await?;
    let row: Option<Row> =
        sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} id = $1"))).bind(stored.owner_id.clone()).fetch_optional(act.conn()).await?;
    let row = row.filter(|_| stored.owner_kind == KIND && stored.removed_at.is_none()).ok_or(NOT_FOUND)?;
    Ok((row, stored))
}

async fn row_of(act: &mut Act, it: &Application, need: &Need) -> Result<String, Fail> {
    let found: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{COLUMNS} application_id = $1 and need = $2")))
        .bind(it.id.clone())
        .bind(need.key.clone())
        .fetch_optional(act.conn())
        .await?;
    if let Some(row) = found {
        return Ok(row.id);
    }
    let (id, at) = (act.new_id(), act.at());
    sqlx::query("insert into paper (id, application_id, region, need, department, person_id, at) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(id.clone())
        .bind(it.id.clone())
        .bind(it.region.clone())
        .bind(need.key.clone())
        .bind(need.department.clone())
        .bind(need.person_id.clone())
        .bind(at)
        .execute(act.conn())
        .await?;
    Ok(id)
}

/// The bytes of every paper of a person, for a copy of one's own data: name, kind, size.
pub async fn about(act: &mut Act, person: &str) -> Result<Vec<Sheet>, Fail> {
    let rows: Vec<(String,)> = sqlx::query_as("select id from paper where person_id = $1 order by id").bind(person).fetch_all(act.conn()).await?;
    let mut all = Vec::new();
    for (id,) in rows {
        all.extend(file::list(act, KIND, &id).await?.into_iter().map(|it| Sheet {
            id: it.id,
            name: it.name,
            mime: it.mime,
            size: it.size,
            at: it.at,
        }));
    }
    Ok(all)
}

/// How many papers are needed and still empty.
pub async fn missing(act: &mut Act, it: &Application) -> Result<usize, Fail> {
    Ok(of(act, it, None).await?.papers.iter().filter(|paper| paper.need.wanted && paper.files.is_empty()).count())
}

/// Members of the household by id, for names.
pub(super) async fn names(act: &mut Act, it: &Application) -> Result<Vec<household::Member>, Fail> {
    household::members(act, &it.household_id).await
}
