//! 密钥环 — every secret key of an installation, each kind with its versions.
//!
//! A kind of key is a ring: the newest version is used for new values, older ones stay so that what they made can
//! still be opened, found or verified while it is being renewed in the background.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;

use super::field::{open_with, seal_with};
use super::{CryptoError, DataKey, PublicKey, Secret, Signer, hmac_sm3, hmac_sm3_matches, key_file, random};

/// First part of every wrapped data key: SM4-GCM under a numbered key-encryption key.
const WRAP_FORMAT: &str = "1";

/// 可检索字段 — what can be looked up exactly although it is stored sealed; each kind has its own index key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Citizen number, GB 11643.
    IdNumber,
    /// Mobile phone.
    Phone,
    /// Bank card.
    Card,
    /// Unified social credit code of an organisation, GB 32100.
    Usc,
}

impl Field {
    /// All kinds.
    pub const ALL: [Field; 4] = [Field::IdNumber, Field::Phone, Field::Card, Field::Usc];

    /// Stable name in the key file.
    pub const fn name(self) -> &'static str {
        match self {
            Field::IdNumber => "id_number",
            Field::Phone => "phone",
            Field::Card => "card",
            Field::Usc => "usc",
        }
    }
}

/// Which kind of key is renewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The key-encryption key that wraps data keys.
    Kek,
    /// The key of one blind index.
    Index(Field),
    /// The pepper of password hashes.
    Pepper,
    /// The SM2 key that signs audit anchors.
    Audit,
    /// The key that authenticates session cookies and form tokens; only the newest is valid.
    Session,
}

/// Versions of one key; never empty.
#[derive(Clone)]
pub(super) struct Ring<T>(BTreeMap<u16, T>);

impl<T> Ring<T> {
    pub(super) fn starting_with(first: T) -> Self {
        Ring(BTreeMap::from([(1, first)]))
    }

    /// None when there is no version at all.
    pub(super) fn of(versions: BTreeMap<u16, T>) -> Option<Self> {
        (!versions.is_empty()).then_some(Ring(versions))
    }

    fn newest(&self) -> (u16, &T) {
        let (id, key) = self.0.iter().next_back().expect("a ring is built with at least one version");
        (*id, key)
    }

    fn get(&self, id: u16) -> Option<&T> {
        self.0.get(&id)
    }

    pub(super) fn versions(&self) -> impl DoubleEndedIterator<Item = (u16, &T)> {
        self.0.iter().map(|(id, key)| (*id, key))
    }

    fn push(&mut self, key: T) {
        let next = self.newest().0.saturating_add(1);
        self.0.insert(next, key);
    }

    fn retire(&mut self) {
        let newest = self.newest().0;
        self.0.retain(|id, _| *id == newest);
    }
}

/// 密钥 — all secret keys. They live outside the database, in a file only the service account reads, and are backed
/// up apart from it.
#[derive(Clone)]
pub struct Keys {
    pub(super) kek: Ring<Secret<16>>,
    pub(super) index: BTreeMap<Field, Ring<Secret<32>>>,
    pub(super) pepper: Ring<Secret<32>>,
    pub(super) audit: Ring<Secret<32>>,
    pub(super) session: Secret<32>,
    signers: Vec<Signer>,
}

impl Keys {
    /// Fresh keys of every kind.
    pub fn generate() -> Keys {
        let index = Field::ALL.map(|field| (field, Ring::starting_with(Secret::generate())));
        let parts = Parts {
            kek: Ring::starting_with(Secret::generate()),
            index: BTreeMap::from(index),
            pepper: Ring::starting_with(Secret::generate()),
            audit: Ring::starting_with(Signer::generate_secret()),
            session: Secret::generate(),
        };
        Keys::from_parts(parts).expect("generated scalars were checked when they were drawn")
    }

    /// Reads the key file.
    ///
    /// # Errors
    /// When it is missing, readable by others, or not a key file.
    pub fn load(path: &Path) -> Result<Keys, CryptoError> {
        key_file::load(path)
    }

    /// Reads the key file, or writes one with fresh keys (mode 0600) when there is none. Two programs that start at
    /// once end up with the same keys.
    ///
    /// # Errors
    /// As [`Keys::load`], and when the file cannot be written.
    pub fn load_or_create(path: &Path) -> Result<Keys, CryptoError> {
        key_file::load_or_create(path)
    }

    /// Replaces the key file in one step, after a rotation.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), CryptoError> {
        key_file::replace(path, self)
    }

    pub(super) fn from_parts(parts: Parts) -> Result<Keys, CryptoError> {
        let signers = parts.audit.versions().map(|(_, secret)| Signer::new(secret)).collect::<Result<Vec<_>, _>>()?;
        let Parts { kek, index, pepper, audit, session } = parts;
        Ok(Keys { kek, index, pepper, audit, session, signers })
    }

    /// The same keys with a new newest version of one kind; older versions keep opening, finding and verifying.
    pub fn rotated(&self, part: Part) -> Keys {
        let mut keys = self.clone();
        match part {
            Part::Kek => keys.kek.push(Secret::generate()),
            Part::Index(field) => keys.ring_mut(field).push(Secret::generate()),
            Part::Pepper => keys.pepper.push(Secret::generate()),
            Part::Audit => {
                let secret = Signer::generate_secret();
                keys.signers.extend(Signer::new(&secret));
                keys.audit.push(secret);
            }
            Part::Session => keys.session = Secret::generate(),
        }
        keys
    }

    /// The same keys with only the newest version of one kind, once nothing uses the older ones. Audit keys are kept:
    /// old anchors must stay verifiable.
    pub fn retired(&self, part: Part) -> Keys {
        let mut keys = self.clone();
        match part {
            Part::Kek => keys.kek.retire(),
            Part::Index(field) => keys.ring_mut(field).retire(),
            Part::Pepper => keys.pepper.retire(),
            Part::Audit | Part::Session => {}
        }
        keys
    }

    fn ring_mut(&mut self, field: Field) -> &mut Ring<Secret<32>> {
        self.index.entry(field).or_insert_with(|| Ring::starting_with(Secret::generate()))
    }

    /// Wraps a data key for storage: `1.<key-encryption key>.<base64>`, bound to its subject.
    ///
    /// # Errors
    /// None in practice: a data key is 16 bytes.
    pub fn wrap(&self, key: &DataKey) -> Result<String, CryptoError> {
        let (id, kek) = self.kek.newest();
        let wrapped = seal_with(kek, random::bytes(), &wrap_aad(id, key.subject()), key.secret().expose())?;
        Ok(format!("{WRAP_FORMAT}.{id}.{}", BASE64.encode(wrapped)))
    }

    /// Unwraps the data key of `subject`.
    ///
    /// # Errors
    /// [`CryptoError::Unsealable`] when it was changed or belongs to another subject, [`CryptoError::UnknownKey`]
    /// when its key-encryption key is gone.
    pub fn unwrap(&self, wrapped: &str, subject: &str) -> Result<DataKey, CryptoError> {
        let (id, text) = split_wrapped(wrapped).ok_or(CryptoError::Unsealable)?;
        let kek = self.kek.get(id).ok_or_else(|| CryptoError::UnknownKey(format!("kek {id}")))?;
        let bytes = BASE64.decode(text).map_err(|_| CryptoError::Unsealable)?;
        let plain = open_with(kek, &wrap_aad(id, subject), &bytes)?;
        let secret: [u8; 16] = plain[..].try_into().map_err(|_| CryptoError::Unsealable)?;
        Ok(DataKey::from_parts(subject, Secret::from_bytes(secret)))
    }

    /// True when a wrapped key should be wrapped again because its key-encryption key is not the newest.
    pub fn needs_rewrap(&self, wrapped: &str) -> bool {
        split_wrapped(wrapped).is_none_or(|(id, _)| id != self.kek.newest().0)
    }

    /// Blind index of a normalised value: HMAC-SM3 in hexadecimal, for unique constraints and exact search.
    pub fn index(&self, field: Field, value: &str) -> String {
        self.index.get(&field).map_or_else(String::new, |ring| blind(field, ring.newest().1, value))
    }

    /// The blind indexes a value may be stored under, the newest first: more than one while the key rotates.
    pub fn index_all(&self, field: Field, value: &str) -> Vec<String> {
        let ring = self.index.get(&field);
        ring.map_or_else(Vec::new, |ring| ring.versions().rev().map(|(_, key)| blind(field, key, value)).collect())
    }

    /// Authenticates a session cookie or form token: 64 hexadecimal digits.
    pub fn session_tag(&self, message: &str) -> String {
        hex::encode(hmac_sm3(self.session.expose(), &[message.as_bytes()]))
    }

    /// Compares a tag made by [`Keys::session_tag`], in constant time.
    pub fn session_tag_matches(&self, message: &str, tag: &str) -> bool {
        let tag = hex::decode(tag);
        tag.is_ok_and(|tag| hmac_sm3_matches(self.session.expose(), &[message.as_bytes()], &tag))
    }

    /// Signs audit anchors with the newest audit key.
    pub fn signer(&self) -> &Signer {
        self.signers.last().expect("a ring is built with at least one version")
    }

    /// Public halves of all audit keys, to verify anchors old and new.
    pub fn public_keys(&self) -> Vec<PublicKey> {
        self.signers.iter().map(|signer| signer.public().clone()).collect()
    }

    /// The newest pepper with its number.
    pub(super) fn pepper(&self) -> (u16, &Secret<32>) {
        self.pepper.newest()
    }

    /// The pepper a password hash names.
    pub(super) fn pepper_of(&self, id: u16) -> Option<&Secret<32>> {
        self.pepper.get(id)
    }
}

/// What the key file holds.
pub(super) struct Parts {
    pub(super) kek: Ring<Secret<16>>,
    pub(super) index: BTreeMap<Field, Ring<Secret<32>>>,
    pub(super) pepper: Ring<Secret<32>>,
    pub(super) audit: Ring<Secret<32>>,
    pub(super) session: Secret<32>,
}

/// Says which keys there are, never what they are (S-45).
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys").field("kek", &self.kek.newest().0).field("audit", self.signer()).finish_non_exhaustive()
    }
}

fn blind(field: Field, key: &Secret<32>, value: &str) -> String {
    hex::encode(hmac_sm3(key.expose(), &[field.name().as_bytes(), b"\0", value.as_bytes()]))
}

fn wrap_aad(kek: u16, subject: &str) -> Vec<u8> {
    format!("anju data key\n{kek}\n{subject}").into_bytes()
}

fn split_wrapped(wrapped: &str) -> Option<(u16, &str)> {
    let rest = wrapped.strip_prefix(WRAP_FORMAT)?.strip_prefix('.')?;
    let (id, text) = rest.split_once('.')?;
    Some((id.parse().ok()?, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::{Aad, open, seal};

    const PLACE: Aad<'static> = Aad::new("person", "phone", "01J");

    // S-43: envelope keys.
    #[test]
    fn a_wrapped_data_key_opens_only_for_its_subject() {
        let keys = Keys::generate();
        let key = DataKey::generate("01P");
        let wrapped = keys.wrap(&key).unwrap();
        let sealed = seal(&key, PLACE, "13800000000").unwrap();
        assert_eq!(*open(&keys.unwrap(&wrapped, "01P").unwrap(), PLACE, &sealed).unwrap(), "13800000000");
        assert!(matches!(keys.unwrap(&wrapped, "01Q"), Err(CryptoError::Unsealable)));
        assert!(matches!(Keys::generate().unwrap(&wrapped, "01P"), Err(CryptoError::Unsealable)));
        for wrong in ["", "1", "1.1", "1.1.", "1.1.AAAA", "1.x.AAAA", "2.1.AAAA", "1.1.!!!!"] {
            assert!(matches!(keys.unwrap(wrong, "01P"), Err(CryptoError::Unsealable)), "{wrong}");
        }
        assert!(matches!(keys.unwrap(&wrapped.replacen("1.1.", "1.9.", 1), "01P"), Err(CryptoError::UnknownKey(_))));
    }

    // S-43: both keys valid while one rotates.
    #[test]
    fn after_a_rotation_old_wraps_open_and_ask_to_be_renewed() {
        let old = Keys::generate();
        let key = DataKey::generate("01P");
        let wrapped = old.wrap(&key).unwrap();
        let new = old.rotated(Part::Kek);
        assert!(!old.needs_rewrap(&wrapped) && new.needs_rewrap(&wrapped));
        let renewed = new.wrap(&new.unwrap(&wrapped, "01P").unwrap()).unwrap();
        assert!(renewed.starts_with("1.2.") && !new.needs_rewrap(&renewed));
        let retired = new.retired(Part::Kek);
        assert!(matches!(retired.unwrap(&wrapped, "01P"), Err(CryptoError::UnknownKey(_))));
        assert_eq!(retired.unwrap(&renewed, "01P").unwrap().digest("x"), key.digest("x"));
    }

    // S-42: one key per field, exact search only.
    #[test]
    fn a_blind_index_is_equal_for_equal_values_of_one_field_only() {
        let keys = Keys::generate();
        let index = keys.index(Field::Phone, "13800000000");
        assert_eq!(index.len(), 64);
        assert_eq!(index, keys.index(Field::Phone, "13800000000"));
        assert_ne!(index, keys.index(Field::Phone, "13800000001"));
        for other in [Field::IdNumber, Field::Card, Field::Usc] {
            assert_ne!(index, keys.index(other, "13800000000"));
        }
        assert_ne!(index, Keys::generate().index(Field::Phone, "13800000000"));
    }

    // S-43: two blind indexes side by side while a key rotates.
    #[test]
    fn while_an_index_key_rotates_a_value_is_found_under_both() {
        let old = Keys::generate();
        let new = old.rotated(Part::Index(Field::Phone));
        let (before, after) = (old.index(Field::Phone, "1"), new.index(Field::Phone, "1"));
        assert_ne!(before, after);
        assert_eq!(new.index_all(Field::Phone, "1"), [after.clone(), before]);
        assert_eq!(new.index(Field::Card, "1"), old.index(Field::Card, "1"));
        assert_eq!(new.retired(Part::Index(Field::Phone)).index_all(Field::Phone, "1"), [after]);
    }

    #[test]
    fn a_new_audit_key_signs_and_the_old_one_still_verifies() {
        let old = Keys::generate();
        let signature = old.signer().sign(b"anchor").unwrap();
        let new = old.rotated(Part::Audit).retired(Part::Audit);
        assert_ne!(new.signer().public().id(), old.signer().public().id());
        let public = new.public_keys();
        assert_eq!(public.len(), 2);
        assert!(public[0].verify(b"anchor", &signature) && !public[1].verify(b"anchor", &signature));
        assert!(public[1].verify(b"anchor", &new.signer().sign(b"anchor").unwrap()));
    }

    #[test]
    fn session_tags_match_their_message_and_end_with_their_key() {
        let keys = Keys::generate();
        let tag = keys.session_tag("01S");
        assert!(keys.session_tag_matches("01S", &tag));
        for (message, tag) in [("01T", tag.as_str()), ("01S", ""), ("01S", "zz"), ("01S", &tag[..62])] {
            assert!(!keys.session_tag_matches(message, tag), "{message} {tag}");
        }
        assert!(!keys.rotated(Part::Session).session_tag_matches("01S", &tag));
    }

    // S-45.
    #[test]
    fn keys_print_their_numbers_and_no_byte_of_themselves() {
        let keys = Keys::generate();
        let text = format!("{keys:?}");
        let id = keys.signer().public().id().to_owned();
        assert_eq!(text, format!("Keys {{ kek: 1, audit: Signer {{ id: \"{id}\", .. }}, .. }}"));
    }
}
