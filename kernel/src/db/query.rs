//! 查询 — a list whose filters are optional, without writing SQL by hand twice.
//!
//! Only static text and bound values enter the statement, so nothing a person
//! types can become SQL.

use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Any, Arguments, AssertSqlSafe, FromRow};

use super::Tx;
use crate::actor::Scope;
use crate::fail::Fail;

/// `select … where …` grown piece by piece; values are bound as `$1`, `$2` ….
pub struct Query {
    text: String,
    values: AnyArguments,
    count: usize,
    failed: Option<sqlx::error::BoxDynError>,
}

impl Query {
    /// Starts with static text that ends in a complete `where` condition.
    pub fn new(text: &'static str) -> Query {
        Query { text: text.to_owned(), values: AnyArguments::default(), count: 0, failed: None }
    }

    /// Appends static text.
    pub fn sql(mut self, text: &'static str) -> Query {
        self.text.push(' ');
        self.text.push_str(text);
        self
    }

    /// Appends the next placeholder bound to `value`.
    pub fn bind(mut self, value: impl Into<String>) -> Query {
        self.count += 1;
        self.text.push_str(&format!(" ${}", self.count));
        if let Err(cause) = self.values.add(value.into()) {
            self.failed = Some(cause);
        }
        self
    }

    /// Appends the next placeholder bound to a whole number.
    pub fn bind_int(mut self, value: i64) -> Query {
        self.count += 1;
        self.text.push_str(&format!(" ${}", self.count));
        if let Err(cause) = self.values.add(value) {
            self.failed = Some(cause);
        }
        self
    }

    /// `and column = value`, left out when there is no value.
    pub fn and_eq(self, column: &'static str, value: Option<&str>) -> Query {
        match value.filter(|value| !value.is_empty()) {
            Some(value) => self.sql("and").sql(column).sql("=").bind(value),
            None => self,
        }
    }

    /// `and column` inside the scope; an empty scope sees nothing.
    pub fn and_scope(mut self, column: &'static str, scope: &Scope) -> Query {
        self = self.sql("and (1 = 0");
        for (low, high) in scope.ranges() {
            self = self.sql("or (").sql(column).sql(">=").bind(low).sql("and").sql(column).sql("<").bind(high).sql(")");
        }
        self.sql(")")
    }

    /// `and column in (…)`; an empty list matches nothing.
    pub fn and_in<'a>(mut self, column: &'static str, values: impl IntoIterator<Item = &'a str>) -> Query {
        self = self.sql("and").sql(column).sql("in (''");
        for value in values {
            self.text.push(',');
            self = self.bind(value);
        }
        self.sql(")")
    }

    /// All rows.
    pub async fn all<Row>(self, tx: &mut Tx) -> Result<Vec<Row>, Fail>
    where
        Row: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    {
        if let Some(cause) = self.failed {
            return Err(Fail::bug(cause));
        }
        Ok(sqlx::query_as_with::<Any, Row, _>(AssertSqlSafe(self.text), self.values).fetch_all(tx.conn()).await?)
    }

    /// The single row of an aggregate.
    pub async fn one<Row>(self, tx: &mut Tx) -> Result<Row, Fail>
    where
        Row: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    {
        if let Some(cause) = self.failed {
            return Err(Fail::bug(cause));
        }
        Ok(sqlx::query_as_with::<Any, Row, _>(AssertSqlSafe(self.text), self.values).fetch_one(tx.conn()).await?)
    }
}
