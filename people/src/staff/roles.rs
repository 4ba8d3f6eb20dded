//! 岗位 — the table of roles: which permissions go together, and which roles never meet in one person.
//!
//! 三员分立: the administrators of system, security and audit are three persons, and
//! none of them holds any other role (S-27). A role of the operator's staff decides
//! nothing about entitlement or penalty (T26).

use kernel::Perm;

use crate::perms::*;

/// What kind of role; decides with which others it may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Work on cases.
    Business,
    /// 审计、领导: looks on.
    Watch,
    /// One of the three administrators.
    Administrator,
    /// 运营服务: the bought-in service.
    Operator,
}

/// One role.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// Stable name.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// With which others it may meet.
    pub class: Class,
    /// What it may do.
    pub perms: &'static [Perm],
}

const fn role(name: &'static str, title: &'static str, class: Class, perms: &'static [Perm]) -> Role {
    Role { name, title, class, perms }
}

/// All roles.
pub const ROLES: &[Role] = &[
    role("window", "窗口受理", Class::Business, &[APPLICATION_TAKE, APPLICATION_SEE, OWN_APPLY, OWN_SEE, WAITLIST_SEE, PACK_SEE]),
    role("reviewer.gongan", "公安核查", Class::Business, &[CHECK_GONGAN, LANE_SEE]),
    role("reviewer.minzheng", "民政核查", Class::Business, &[CHECK_MINZHENG, LANE_SEE]),
    role("reviewer.ziran", "自然资源核查", Class::Business, &[CHECK_ZIRAN, LANE_SEE]),
    role("reviewer.renshe", "人社核查", Class::Business, &[CHECK_RENSHE, LANE_SEE]),
    role("reviewer.shuiwu", "税务核查", Class::Business, &[CHECK_SHUIWU, LANE_SEE]),
    role("reviewer.gongjijin", "公积金核查", Class::Business, &[CHECK_GONGJIJIN, LANE_SEE]),
    role("reviewer.shijian", "市监核查", Class::Business, &[CHECK_SHIJIAN, LANE_SEE]),
    role("reviewer.zhujian", "住建核查", Class::Business, &[CHECK_ZHUJIAN, LANE_SEE]),
    role("community", "社区街道", Class::Business, &[VISIT_DO, VISIT_ASSIGN, APPLICATION_SEE]),
    role(
        "officer",
        "住保经办",
        Class::Business,
        &[
            APPLICATION_SEE,
            APPLICATION_DECIDE,
            VISIT_ASSIGN,
            NOTICE_MAKE,
            NOTICE_SEE,
            OBJECTION_HANDLE,
            WAITLIST_SEE,
            WAITLIST_MANAGE,
            PACK_SEE,
            CREDIT_SEE,
            CREDIT_RECORD,
            EVIDENCE_SEE,
            PERSON_UNMASK,
            STATS_SEE,
            PACK_EDIT,
            IMPORT_DO,
            IMPORT_SEE,
        ],
    ),
    role(
        "chief",
        "住保科长",
        Class::Business,
        &[
            APPLICATION_SEE,
            APPLICATION_SIGN,
            APPLICATION_SAMPLE,
            WAITLIST_SEE,
            PACK_SEE,
            CREDIT_SEE,
            EVIDENCE_SEE,
            PERSON_UNMASK,
            CASE_REASSIGN,
            STATS_SEE,
            PACK_CONFIRM,
            IMPORT_CONFIRM,
            IMPORT_SEE,
            EXPORT_APPROVE,
            COMPLAINT_HANDLE,
        ],
    ),
    role("releaser", "公示发布", Class::Business, &[NOTICE_RELEASE, NOTICE_SEE, PACK_SEE]),
    role("system_admin", "系统管理员", Class::Administrator, &[SYSTEM_MANAGE, ACCOUNT_MAKE]),
    role("security_admin", "安全管理员", Class::Administrator, &[USER_MANAGE]),
    role("audit_admin", "审计管理员", Class::Administrator, &[AUDIT_SEE]),
    role(
        "auditor",
        "审计",
        Class::Watch,
        &[APPLICATION_SEE, WAITLIST_SEE, PACK_SEE, CREDIT_SEE, EVIDENCE_SEE, STATS_SEE, ARCHIVE_MAKE, ARCHIVE_FULL, AUDIT_SAMPLE],
    ),
    role("leader", "领导", Class::Watch, &[WAITLIST_SEE, PACK_SEE, STATS_SEE]),
    role("operator", "运营服务", Class::Operator, &[PACK_SEE]),
];

/// The role of that name.
pub fn find(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|role| role.name == name)
}

/// Its title, or the name itself when it is no longer in the table.
pub fn title(name: &str) -> &str {
    find(name).map_or(name, |role| role.title)
}

/// May one person hold both at the same time?
///
/// An administrator's role meets nothing but itself (in another region); what audits
/// does not meet what is audited; an operator's meets only an operator's.
pub fn compatible(one: &Role, other: &Role) -> bool {
    if one.name == other.name {
        return true;
    }
    match (one.class, other.class) {
        (Class::Administrator, _) | (_, Class::Administrator) => false,
        (Class::Operator, class) | (class, Class::Operator) => class == Class::Operator,
        _ => one.name != "auditor" && other.name != "auditor",
    }
}

/// What one person makes and another checks. Within a case the flow's row keeps them apart (`not_by`); but a notice is
/// opened by the program from what the maker proposed, and a reconsideration is answered by who did not sign: there no
/// row knows the maker, so the two permissions never meet in one person where they reach the same region (S-26, S-27).
pub const MADE_AND_CHECKED: [(Perm, Perm); 4] =
    [(APPLICATION_DECIDE, APPLICATION_SIGN), (NOTICE_MAKE, NOTICE_RELEASE), (PACK_EDIT, PACK_CONFIRM), (IMPORT_DO, IMPORT_CONFIRM)];

/// Does one of the two roles make what the other checks?
pub fn makes_and_checks(one: &Role, other: &Role) -> bool {
    let pair =
        |maker: &Role, checker: &Role| MADE_AND_CHECKED.iter().any(|(make, check)| maker.perms.contains(make) && checker.perms.contains(check));
    pair(one, other) || pair(other, one)
}

/// May staff of such an employer (`authority` or `operator`) hold it?
pub fn open_to(role: &Role, employer: &str) -> bool {
    (employer == "operator") == (role.class == Class::Operator)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// S-27: three administrators, three persons, and nothing beside.
    #[test]
    fn an_administrator_holds_no_second_role_of_any_kind() {
        let administrators: Vec<&Role> = ROLES.iter().filter(|role| role.class == Class::Administrator).collect();
        assert_eq!(administrators.len(), 3);
        for one in administrators {
            for other in ROLES.iter().filter(|other| other.name != one.name) {
                assert!(!compatible(one, other) && !compatible(other, one), "{} {}", one.name, other.name);
            }
        }
    }

    /// S-27: administrators read no business data; only the audit administrator reads the audit record.
    #[test]
    fn administrators_see_no_business_and_one_role_alone_sees_the_audit_record() {
        for role in ROLES {
            let administers = [AUDIT_SEE, USER_MANAGE, SYSTEM_MANAGE, ACCOUNT_MAKE];
            match role.class {
                Class::Administrator => assert!(role.perms.iter().all(|perm| administers.contains(perm)), "{}", role.name),
                _ => assert!(role.perms.iter().all(|perm| !administers.contains(perm)), "{}", role.name),
            }
        }
        // One makes the account, another grants the role.
        assert!(ROLES.iter().all(|role| !(role.perms.contains(&ACCOUNT_MAKE) && role.perms.contains(&USER_MANAGE))));
        assert_eq!(ROLES.iter().filter(|role| role.perms.contains(&AUDIT_SEE)).map(|role| role.name).collect::<Vec<_>>(), ["audit_admin"]);
    }

    /// T26, 建保〔2018〕92号: the bought-in service decides nothing.
    #[test]
    fn what_an_operator_can_hold_never_decides_entitlement_or_penalty() {
        let held: Vec<Perm> = ROLES.iter().filter(|role| open_to(role, "operator")).flat_map(|role| role.perms.iter().copied()).collect();
        assert!(!held.is_empty());
        for perm in ELIGIBILITY.iter().chain(&PENALTY) {
            assert!(!held.contains(perm), "{}", perm.0);
        }
        for role in ROLES.iter().filter(|role| role.perms.iter().any(|perm| ELIGIBILITY.contains(perm) || PENALTY.contains(perm))) {
            assert!(!open_to(role, "operator"), "{}", role.name);
        }
    }

    #[test]
    fn every_lane_has_exactly_one_role_that_holds_only_it() {
        for (department, perm) in CHECKS {
            let holders: Vec<&Role> = ROLES.iter().filter(|role| role.perms.contains(&perm)).collect();
            assert_eq!(holders.len(), 1, "{department}");
            assert_eq!((holders[0].name, holders[0].perms), (format!("reviewer.{department}").as_str(), &[perm, LANE_SEE][..]));
            assert_eq!(check_of(department), Some(perm));
        }
        assert_eq!(check_of("nobody"), None);
    }

    #[test]
    fn names_and_titles_are_unique_and_every_staff_permission_is_held_by_somebody() {
        for (at, one) in ROLES.iter().enumerate() {
            assert!(ROLES[at + 1..].iter().all(|other| other.name != one.name && other.title != one.title), "{}", one.name);
        }
        let held: Vec<Perm> = ROLES.iter().flat_map(|role| role.perms.iter().copied()).collect();
        for perm in ELIGIBILITY.iter().chain(&PENALTY).chain(&[
            VISIT_ASSIGN,
            NOTICE_MAKE,
            CASE_REASSIGN,
            STATS_SEE,
            SYSTEM_MANAGE,
            ACCOUNT_MAKE,
            USER_MANAGE,
            AUDIT_SEE,
        ]) {
            assert!(held.contains(perm), "{}", perm.0);
        }
    }

    /// What one proposes another signs: the table keeps the two permissions apart.
    #[test]
    fn no_single_role_both_makes_and_checks() {
        for (make, check) in MADE_AND_CHECKED {
            assert!(ROLES.iter().all(|role| !(role.perms.contains(&make) && role.perms.contains(&check))));
        }
    }

    #[test]
    fn an_officer_meets_neither_chief_nor_releaser() {
        let role = |name| find(name).unwrap();
        for (one, other, apart) in
            [("officer", "chief", true), ("releaser", "officer", true), ("chief", "releaser", false), ("window", "officer", false)]
        {
            assert_eq!(makes_and_checks(role(one), role(other)), apart, "{one} {other}");
            assert_eq!(makes_and_checks(role(other), role(one)), apart, "{other} {one}");
        }
    }
}
