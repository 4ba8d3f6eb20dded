//! 操作人与辖区 — who acts, with which permissions, where.
//!
//! The kernel knows permissions as names and regions as codes; which role holds
//! which permissions is decided by whoever signs the person in. Queries take a
//! [`Scope`]: there is no list without one.

use serde::Serialize;

/// A permission, `noun.verb`. Routes name one; roles hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Perm(pub &'static str);

/// Anyone, signed in or not.
pub const PUBLIC: Perm = Perm("public");
/// Anyone who is signed in (own session, sign-out).
pub const SIGNED_IN: Perm = Perm("signed_in");

/// Some permissions, held in one region and everything below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Role name for audit, such as `window`.
    pub role: String,
    /// 中文 of the role, such as 窗口受理.
    pub title: String,
    /// Region code: 36, 3607, 360702, 360702001, or a zone such as 3607E1.
    pub region: String,
    /// What the role may do.
    pub perms: &'static [Perm],
}

/// What kind of person, or the program itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Nobody is signed in.
    Stranger,
    /// An applicant or tenant.
    Citizen,
    /// A civil servant with roles in regions.
    Staff,
    /// The worker: timers, departments' answers, automatic decisions.
    System,
}

impl Kind {
    /// Stable name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Stranger => "stranger",
            Kind::Citizen => "citizen",
            Kind::Staff => "staff",
            Kind::System => "system",
        }
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// What kind of actor.
    pub kind: Kind,
    /// `person.id` of a citizen, `staff.id` of staff, empty otherwise.
    pub id: String,
    /// Name for display; staff names are public, citizens' are their own.
    pub name: String,
    /// Permissions in regions.
    pub grants: Vec<Grant>,
    /// Citizen for whom a helper or clerk acts (代办), `person.id`.
    pub on_behalf: Option<String>,
}

impl Actor {
    /// Nobody.
    pub fn stranger() -> Actor {
        Actor { kind: Kind::Stranger, id: String::new(), name: String::new(), grants: Vec::new(), on_behalf: None }
    }

    /// The program itself; `name` says which part, such as `worker`.
    pub fn system(name: &str) -> Actor {
        Actor { kind: Kind::System, id: name.into(), name: "系统".into(), grants: Vec::new(), on_behalf: None }
    }

    /// Does any grant hold `perm`, in whatever region?
    pub fn may(&self, perm: Perm) -> bool {
        match perm {
            PUBLIC => true,
            SIGNED_IN => self.kind != Kind::Stranger,
            _ => self.kind == Kind::System || self.grants.iter().any(|grant| grant.perms.contains(&perm)),
        }
    }

    /// Where the actor holds `perm`.
    pub fn scope(&self, perm: Perm) -> Scope {
        if self.kind == Kind::System {
            return Scope::everywhere();
        }
        Scope(self.grants.iter().filter(|grant| grant.perms.contains(&perm)).map(|grant| grant.region.clone()).collect())
    }

    /// The citizen this actor stands for: itself, or whoever it helps.
    pub fn person(&self) -> Option<&str> {
        match (&self.on_behalf, self.kind) {
            (Some(person), _) => Some(person),
            (None, Kind::Citizen) => Some(&self.id),
            (None, _) => None,
        }
    }

    /// The first role's name, for audit; empty if none.
    pub fn role(&self) -> &str {
        self.grants.first().map_or("", |grant| grant.role.as_str())
    }

    /// The first role in words, for display; empty if none.
    pub fn role_title(&self) -> &str {
        self.grants.first().map_or("", |grant| grant.title.as_str())
    }
}

/// Regions one may see or act in: codes and everything below them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Vec<String>);

impl Scope {
    /// The worker's scope.
    pub fn everywhere() -> Scope {
        Scope(vec![String::new()])
    }

    /// One region and everything below it.
    pub fn of(region: &str) -> Scope {
        Scope(vec![region.to_owned()])
    }

    /// Several regions, each with everything below it; none of them matches nothing.
    pub fn of_all(regions: impl IntoIterator<Item = String>) -> Scope {
        Scope(regions.into_iter().collect())
    }

    /// Is `region` inside?
    pub fn covers(&self, region: &str) -> bool {
        self.0.iter().any(|code| region.starts_with(code.as_str()))
    }

    /// Nothing at all is visible.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The regions named.
    pub fn regions(&self) -> &[String] {
        &self.0
    }

    /// For `where region >= $a and region < $b or …`: half-open text ranges, which
    /// an index serves on both databases.
    pub fn ranges(&self) -> impl Iterator<Item = (String, String)> + '_ {
        // '~' sorts after every digit and letter used in region codes.
        self.0.iter().map(|code| (code.clone(), format!("{code}~")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEE: Perm = Perm("case.see");

    fn officer(region: &str) -> Actor {
        let grants = vec![Grant { role: "officer".into(), title: "住保经办".into(), region: region.into(), perms: &[SEE] }];
        Actor { kind: Kind::Staff, id: "1".into(), name: "李".into(), grants, on_behalf: None }
    }

    #[test]
    fn a_grant_reaches_down_and_never_sideways_or_up() {
        let cases =
            [("36", "360702", true), ("3607", "3607E1", true), ("360702", "360702001", true), ("360702", "360703", false), ("360702", "3607", false)];
        for (grant, region, covered) in cases {
            assert_eq!(officer(grant).scope(SEE).covers(region), covered, "{grant} {region}");
        }
    }

    #[test]
    fn ranges_hold_what_covers_says() {
        for region in ["360702", "3607E1", "360702001", "3608", "36"] {
            let scope = Scope::of("3607");
            let inside = scope.ranges().any(|(low, high)| low.as_str() <= region && region < high.as_str());
            assert_eq!(inside, scope.covers(region), "{region}");
        }
    }

    #[test]
    fn a_stranger_may_only_what_is_public() {
        assert!(Actor::stranger().may(PUBLIC));
        assert!(!Actor::stranger().may(SIGNED_IN));
        assert!(!Actor::stranger().may(SEE));
        assert!(Actor::stranger().scope(SEE).is_empty());
    }
}
