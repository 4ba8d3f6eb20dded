//! 数据格式 — JSON Schema of what goes in and comes out.

use schemars::Schema;

use crate::{Decision, Facts, PackDocument};

/// JSON Schema of the facts document.
pub fn facts() -> Schema {
    schemars::schema_for!(Facts)
}

/// JSON Schema of a decision.
pub fn decision() -> Schema {
    schemars::schema_for!(Decision)
}

/// JSON Schema of a pack as written.
pub fn pack() -> Schema {
    schemars::schema_for!(PackDocument)
}
