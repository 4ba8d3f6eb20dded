//! 亲子关系 — whose word covers a child: a register shows the tie, or the guardian or the child signed.
//!
//! A parent authorises for the children he applies with (个人信息保护法 31). That somebody is his child he
//! only says; where no register shows it and nobody else signed, a person looks. It never counts against
//! the household: not on one register proves nothing.

use exchange::departments::answer::Police;
use people::consent::Consent;
use people::household::{Member, Relation};

use super::across::same_person;

/// From this age on a child's own word on his own phone counts (个人信息保护法 31).
const OWN_WORD_YEARS: i16 = 14;

/// Whether a child's authorisation rests on more than the applicant's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cover {
    /// A register shows the tie, or the child or a guardian signed.
    Shown,
    /// The register answered and does not show it.
    NotShown,
    /// No register answered: it cannot be told.
    Unknown,
}

impl Cover {
    /// What the reviewer reads; None when nothing is to be looked at.
    pub(super) fn sentence(self) -> Option<&'static str> {
        match self {
            Cover::Shown => None,
            Cover::NotShown => Some("户口簿没有显示与申请人或者配偶的亲子关系，也没有本人或者监护人另行签署的授权，请核实监护关系"),
            Cover::Unknown => Some("没有户籍答复，无法判断与申请人的亲子关系，请核实监护关系"),
        }
    }
}

/// Who signed for the child, if it was not simply one of the couple who apply.
pub(super) fn signed_apart(child: &Member, parents: &[&Member], signed: &[Consent], today: jiff::civil::Date) -> bool {
    let old_enough =
        child.birth.parse::<jiff::civil::Date>().is_ok_and(|birth| birth.saturating_add(jiff::Span::new().years(OWN_WORD_YEARS)) <= today);
    signed.iter().filter(|it| it.person_id == child.person_id && it.text_id.starts_with("authorisation")).any(|it| {
        let own = it.signed_by == child.person_id;
        // At the window the clerk has the guardian's paper before him.
        let by_guardian = !own && parents.iter().all(|parent| parent.person_id != it.signed_by);
        by_guardian || own && (old_enough || it.channel == "window")
    })
}

/// The couple who apply.
pub(super) fn parents(members: &[Member]) -> Vec<&Member> {
    members.iter().filter(|member| matches!(member.relation, Relation::Oneself | Relation::Spouse)).collect()
}

/// Does one of these registers show the child (by number) as the child of one of the parents (by number)?
pub(super) fn shown(registers: &[&Police], child: &str, parents: &[String]) -> Cover {
    if registers.is_empty() {
        return Cover::Unknown;
    }
    let on = |police: &Police| {
        let relation = |number: &str| police.register_members.iter().find(|row| same_person(&row.id_number, number)).map(|row| row.relation.clone());
        let Some(child) = relation(child) else { return false };
        parents.iter().filter_map(|parent| relation(parent)).any(|parent| tied(&parent, &child))
    };
    if registers.iter().any(|police| on(police)) { Cover::Shown } else { Cover::NotShown }
}

/// GB/T 4761, relations to the head: the head's couple and their children, or a child of the head and a grandchild.
fn tied(parent: &str, child: &str) -> bool {
    let starts = |code: &str, with: &[char]| code.starts_with(with);
    starts(child, &['2', '3']) && (parent == "02" || parent == "01" || starts(parent, &['1']))
        || starts(child, &['4']) && starts(parent, &['2', '3'])
        // The child heads the register: the parents stand on it as such.
        || (child == "02" || child == "01") && starts(parent, &['5'])
}

#[cfg(test)]
mod tests {
    use super::*;

    // 个人信息保护法 31: the register's relations that make a parent.
    #[test]
    fn a_parent_is_who_the_register_shows_as_one() {
        for (parent, child, expected) in [
            ("02", "20", true),
            ("02", "30", true),
            ("10", "30", true),
            ("20", "40", true),
            ("51", "02", true),
            // A grandparent, a sibling and an uncle are not.
            ("02", "40", false),
            ("02", "70", false),
            ("20", "30", false),
            ("02", "90", false),
        ] {
            assert_eq!(tied(parent, child), expected, "{parent} and {child}");
        }
    }

    // 个人信息保护法 31: from fourteen on one's own word counts, before that the guardian's paper.
    #[test]
    fn a_signature_besides_the_couples_covers_a_child() {
        let member = |id: &str, relation, birth: &str| Member {
            person_id: id.into(),
            relation,
            name: String::new(),
            number: String::new(),
            sex: String::new(),
            birth: birth.into(),
            adult: relation != Relation::Child,
        };
        let couple = [member("he", Relation::Oneself, "1980-01-01"), member("she", Relation::Spouse, "1980-01-01")];
        let parents: Vec<&Member> = couple.iter().collect();
        let today = jiff::civil::date(2026, 3, 2);
        for (birth, by, channel, expected) in [
            ("2018-01-01", "he", "own_phone", false),
            ("2018-01-01", "she", "window", false),
            ("2018-01-01", "grandmother", "own_phone", true),
            ("2018-01-01", "child", "own_phone", false),
            ("2018-01-01", "child", "window", true),
            ("2012-03-03", "child", "own_phone", false),
            ("2012-03-02", "child", "own_phone", true),
        ] {
            let child = member("child", Relation::Child, birth);
            let signed = Consent {
                id: "c".into(),
                person_id: "child".into(),
                signed_by: by.into(),
                text_id: "authorisation.1".into(),
                digest: String::new(),
                channel: channel.into(),
                signed_at: String::new(),
                outcome: String::new(),
            };
            assert_eq!(signed_apart(&child, &parents, &[signed], today), expected, "{birth} by {by} at {channel}");
        }
    }

    #[test]
    fn without_a_register_nothing_is_said() {
        assert_eq!(shown(&[], "1", &["2".into()]), Cover::Unknown);
        assert!(Cover::Shown.sentence().is_none() && Cover::Unknown.sentence() != Cover::NotShown.sentence());
    }
}
