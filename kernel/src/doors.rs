//! 门 — every way into the program, registered with its permission.
//!
//! A route is method, path, permission, input and output; there is no way to hang
//! one without a permission. From the doors come the router, the OpenAPI document,
//! the navigation, and the tests that try every handle.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::act::{Act, Kernel, Request};
use crate::actor::{Actor, Perm};
use crate::fail::Fail;

pub mod input;
pub mod once;
pub mod openapi;
mod reply;
mod serve;
pub mod upload;

use input::Input;
pub use reply::{Reply, cookie};
pub use serve::{CARE, COOKIE, router};
pub use upload::{Limits, Upload, Uploaded};

/// What is done to files before the act opens, such as decoding a photo: it takes long and needs no database.
pub type Prepare = fn(Vec<Upload>) -> Result<Vec<Upload>, Fail>;

/// How a door speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// JSON in and out, described in OpenAPI.
    Api,
    /// HTML for people; GET, or POST from a form.
    Page,
    /// Opens its own transactions because it must talk to the outside in between
    /// (sign-in); JSON or HTML as it likes.
    Raw,
}

type Answer<'a> = Pin<Box<dyn Future<Output = Result<Reply, Fail>> + Send + 'a>>;
type ActHandler = Arc<dyn for<'a> Fn(&'a mut Act, Input) -> Answer<'a> + Send + Sync>;
type RawHandler = Arc<dyn Fn(Arc<Kernel>, Actor, Request, Input) -> Answer<'static> + Send + Sync>;

#[derive(Clone)]
enum Handler {
    Act(ActHandler),
    Raw(RawHandler),
}

/// An operation as a door needs it: `async fn(act: &mut Act, ask: In) -> Result<Out, Fail>`.
pub trait Operation<'a, In, Out>: Send + Sync + 'static {
    /// The running operation.
    type Running: Future<Output = Result<Out, Fail>> + Send + 'a;
    /// Starts it.
    fn start(&self, act: &'a mut Act, ask: In) -> Self::Running;
}

impl<'a, F, Running, In, Out> Operation<'a, In, Out> for F
where
    F: Fn(&'a mut Act, In) -> Running + Send + Sync + 'static,
    Running: Future<Output = Result<Out, Fail>> + Send + 'a,
{
    type Running = Running;
    fn start(&self, act: &'a mut Act, ask: In) -> Running {
        self(act, ask)
    }
}

/// One way in.
#[derive(Clone)]
pub struct Door {
    /// GET or POST.
    pub method: &'static str,
    /// Path with `{name}` parts.
    pub path: &'static str,
    /// Who may knock.
    pub perm: Perm,
    /// How it speaks.
    pub manner: Manner,
    /// One line for the OpenAPI document, Chinese.
    pub summary: &'static str,
    /// Reads something sensitive: written to the audit record.
    pub sensitive: bool,
    /// Where it stands in the menu, if it does.
    pub nav: Option<Nav>,
    /// Takes files in parts, up to these limits.
    pub takes: Option<Limits>,
    prepare: Option<Prepare>,
    ask: Option<Schema>,
    reply: Option<Schema>,
    handler: Handler,
}

/// An entry of the staff menu.
#[derive(Debug, Clone, Copy)]
pub struct Nav {
    /// Desk, such as 审核.
    pub desk: &'static str,
    /// Label.
    pub label: &'static str,
    /// Process whose waiting cases are counted beside the label; empty for none.
    pub counts: &'static str,
}

/// All doors, in the order they were hung.
pub struct Doors {
    list: Vec<Door>,
    schemas: SchemaGenerator,
}

/// The doors once hung: what the kernel keeps for menus and tests.
#[derive(Clone)]
pub struct Table {
    /// Every door.
    pub doors: Arc<Vec<Door>>,
    /// The OpenAPI 3.1 document.
    pub openapi: Arc<serde_json::Value>,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Table({} doors)", self.doors.len())
    }
}

impl Default for Doors {
    fn default() -> Doors {
        let settings = schemars::generate::SchemaSettings::draft2020_12().with(|it| it.definitions_path = "/components/schemas".into());
        Doors { list: Vec::new(), schemas: settings.into_generator() }
    }
}

impl Doors {
    /// Hangs `GET path` for programs: reads, and changes nothing.
    pub fn get<In, Out, F>(&mut self, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + JsonSchema + Send + 'static,
        Out: Serialize + JsonSchema + Send + 'static,
        F: for<'a> Operation<'a, In, Out>,
    {
        self.api::<In, Out, F>("GET", path, perm, summary, operation)
    }

    /// Hangs `POST path` for programs: an effect, once per `Idempotency-Key`.
    pub fn post<In, Out, F>(&mut self, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + JsonSchema + Send + 'static,
        Out: Serialize + JsonSchema + Send + 'static,
        F: for<'a> Operation<'a, In, Out>,
    {
        self.api::<In, Out, F>("POST", path, perm, summary, operation)
    }

    fn api<In, Out, F>(&mut self, method: &'static str, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + JsonSchema + Send + 'static,
        Out: Serialize + JsonSchema + Send + 'static,
        F: for<'a> Operation<'a, In, Out>,
    {
        let operation = Arc::new(operation);
        let handler: ActHandler = Arc::new(move |act, input| {
            let operation = operation.clone();
            Box::pin(async move {
                let ask: In = input.parse()?;
                let out = operation.start(act, ask).await?;
                Reply::json(&out)
            })
        });
        let ask = self.schemas.subschema_for::<In>();
        let reply = self.schemas.subschema_for::<Out>();
        self.hang(Door {
            method,
            path,
            perm,
            manner: Manner::Api,
            summary,
            sensitive: false,
            nav: None,
            takes: None,
            prepare: None,
            ask: Some(ask),
            reply: Some(reply),
            handler: Handler::Act(handler),
        })
    }

    /// Hangs `GET path`, a page for people.
    pub fn page<In, F>(&mut self, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + Send + 'static,
        F: for<'a> Operation<'a, In, Reply>,
    {
        self.html::<In, F>("GET", path, perm, summary, operation)
    }

    /// Hangs `POST path`, the target of a form: an effect, once per form shown.
    pub fn form<In, F>(&mut self, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + Send + 'static,
        F: for<'a> Operation<'a, In, Reply>,
    {
        self.html::<In, F>("POST", path, perm, summary, operation)
    }

    fn html<In, F>(&mut self, method: &'static str, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + Send + 'static,
        F: for<'a> Operation<'a, In, Reply>,
    {
        let operation = Arc::new(operation);
        let handler: ActHandler = Arc::new(move |act, input| {
            let operation = operation.clone();
            Box::pin(async move {
                let ask: In = input.parse()?;
                operation.start(act, ask).await
            })
        });
        self.hang(Door {
            method,
            path,
            perm,
            manner: Manner::Page,
            summary,
            sensitive: false,
            nav: None,
            takes: None,
            prepare: None,
            ask: None,
            reply: None,
            handler: Handler::Act(handler),
        })
    }

    /// Hangs `POST path` for programs that send files (multipart/form-data), once per `Idempotency-Key`.
    pub fn upload<In, Out, F>(&mut self, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + JsonSchema + Send + 'static,
        Out: Serialize + JsonSchema + Send + 'static,
        F: for<'a> Operation<'a, Uploaded<In>, Out>,
    {
        let operation = Arc::new(operation);
        let handler: ActHandler = Arc::new(move |act, mut input| {
            let operation = operation.clone();
            Box::pin(async move {
                let files = std::mem::take(&mut input.files);
                let out = operation.start(act, Uploaded { ask: input.parse()?, files }).await?;
                Reply::json(&out)
            })
        });
        let ask = self.schemas.subschema_for::<In>();
        let reply = self.schemas.subschema_for::<Out>();
        self.hang(Door {
            method: "POST",
            path,
            perm,
            manner: Manner::Api,
            summary,
            sensitive: false,
            nav: None,
            takes: Some(Limits::default()),
            prepare: None,
            ask: Some(ask),
            reply: Some(reply),
            handler: Handler::Act(handler),
        })
    }

    /// Hangs `POST path`, the target of a form with files (`enctype="multipart/form-data"`).
    pub fn upload_form<In, F>(&mut self, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + Send + 'static,
        F: for<'a> Operation<'a, Uploaded<In>, Reply>,
    {
        let operation = Arc::new(operation);
        let handler: ActHandler = Arc::new(move |act, mut input| {
            let operation = operation.clone();
            Box::pin(async move {
                let files = std::mem::take(&mut input.files);
                operation.start(act, Uploaded { ask: input.parse()?, files }).await
            })
        });
        self.hang(Door {
            method: "POST",
            path,
            perm,
            manner: Manner::Page,
            summary,
            sensitive: false,
            nav: None,
            takes: Some(Limits::default()),
            prepare: None,
            ask: None,
            reply: None,
            handler: Handler::Act(handler),
        })
    }

    /// Hangs `GET path`, which answers with a file ([`Reply::file`]); always on record.
    pub fn download<In, F>(&mut self, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + Send + 'static,
        F: for<'a> Operation<'a, In, Reply>,
    {
        self.html::<In, F>("GET", path, perm, summary, operation).sensitive()
    }

    /// Hangs a door that opens its own transactions.
    pub fn raw<In, F, Running>(&mut self, method: &'static str, path: &'static str, perm: Perm, summary: &'static str, operation: F) -> &mut Door
    where
        In: DeserializeOwned + Send + 'static,
        F: Fn(Arc<Kernel>, Actor, Request, In) -> Running + Send + Sync + Clone + 'static,
        Running: Future<Output = Result<Reply, Fail>> + Send + 'static,
    {
        let handler: RawHandler = Arc::new(move |kernel, actor, request, input| {
            let operation = operation.clone();
            Box::pin(async move {
                let ask: In = input.parse()?;
                operation(kernel, actor, request, ask).await
            })
        });
        self.hang(Door {
            method,
            path,
            perm,
            manner: Manner::Raw,
            summary,
            sensitive: false,
            nav: None,
            takes: None,
            prepare: None,
            ask: None,
            reply: None,
            handler: Handler::Raw(handler),
        })
    }

    fn hang(&mut self, door: Door) -> &mut Door {
        self.list.push(door);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Closes the list and describes it.
    pub fn finish(mut self) -> Table {
        let openapi = openapi::describe(&self.list, &mut self.schemas);
        Table { doors: Arc::new(self.list), openapi: Arc::new(openapi) }
    }
}

impl Door {
    /// Written to the audit record, although it only reads.
    pub fn sensitive(&mut self) -> &mut Door {
        self.sensitive = true;
        self
    }

    /// Stands in the staff menu.
    pub fn nav(&mut self, desk: &'static str, label: &'static str, counts: &'static str) -> &mut Door {
        self.nav = Some(Nav { desk, label, counts });
        self
    }

    /// Takes files only up to these limits.
    pub fn limits(&mut self, limits: Limits) -> &mut Door {
        self.takes = Some(limits);
        self
    }

    /// Files go through `prepare` before the act opens; a few at a time, beside the requests.
    pub fn prepare(&mut self, prepare: Prepare) -> &mut Door {
        self.prepare = Some(prepare);
        self
    }

    /// `GET /api/v1/x`: its name in the audit record and the snapshot.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}
