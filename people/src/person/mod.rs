//! 自然人 — one row per human being in the whole province, found by a blind index of the ID number.
//!
//! Name, number, phone, card and address are sealed under the person's own key;
//! what lists need is stored masked. Owns `person`, `person_key`, `person_number`.

use base::person_id::PersonId;
use base::phone::Phone;
use kernel::crypto::{Aad, DataKey, Field};
use kernel::page::{mask_name, mask_person_id, mask_phone};
use kernel::{Act, Code, Fail};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod store;

/// The number already belongs to somebody with another name.
pub const OTHER_NAME: Code = Code::conflict("person.other_name", "姓名与该证件号码已登记的姓名不一致", "请核对姓名；改过名的请到窗口更新。");

/// The person's data were erased by right: the key is destroyed and nothing sealed under it opens.
pub const ERASED: Code = Code {
    status: 410, code: "person.erased", title: "这个人的信息已按本人要求删除", next: "只留下编号、日期和审计记录。"
};

/// A person as lists may show them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Person {
    /// Id.
    pub id: String,
    /// 张*三.
    pub name: String,
    /// 3607**********1234.
    pub number: String,
    /// 138****5678, empty if unknown.
    pub phone: String,
    /// `male` or `female`.
    pub sex: String,
    /// Date of birth, ISO.
    pub birth: String,
}

/// What is sealed: never in a list, a log or a public page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Private {
    /// Full name.
    pub name: String,
    /// Full ID number.
    pub id_number: String,
    /// Mobile number, empty if unknown.
    #[serde(default)]
    pub phone: String,
    /// Bank card, empty if unknown.
    #[serde(default)]
    pub card: String,
    /// Address, empty if unknown.
    #[serde(default)]
    pub address: String,
}

/// Finds the person or writes a new row; returns the id. A phone given replaces the old one.
///
/// # Errors
/// [`OTHER_NAME`] when the number is known under another name.
pub async fn register(act: &mut Act, number: &PersonId, name: &str, phone: Option<&Phone>) -> Result<String, Fail> {
    let name = name.trim();
    let index = act.keys().index(Field::IdNumber, number.reveal());
    if let Some(id) = store::find(act, &index).await? {
        let mut private = private(act, &id).await?;
        if private.name != name {
            return Err(OTHER_NAME.into());
        }
        if let Some(phone) = phone
            && phone.reveal() != private.phone
        {
            private.phone = phone.reveal().to_owned();
            write_private(act, &id, &private).await?;
        }
        return Ok(id);
    }
    let id = act.new_id();
    let key = DataKey::generate(&id);
    let wrapped = act.keys().wrap(&key)?;
    store::insert_key(act, &id, &wrapped).await?;
    store::insert(act, &id, number, &index).await?;
    let private = Private {
        name: name.into(),
        id_number: number.reveal().into(),
        phone: phone.map(|p| p.reveal().to_owned()).unwrap_or_default(),
        card: String::new(),
        address: String::new(),
    };
    write_private(act, &id, &private).await?;
    Ok(id)
}

/// The person with this number, if the province knows one.
pub async fn find(act: &mut Act, number: &PersonId) -> Result<Option<String>, Fail> {
    let index = act.keys().index(Field::IdNumber, number.reveal());
    store::find(act, &index).await
}

/// The masked person, or `not_found`.
pub async fn get(act: &mut Act, id: &str) -> Result<Person, Fail> {
    store::get(act, id).await
}

/// The sealed fields, for the program's own use (asking departments, printing a
/// person's own letter). Showing them to staff goes through [`unmask`].
pub async fn private(act: &mut Act, id: &str) -> Result<Private, Fail> {
    let sealed = store::sealed(act, id).await?;
    let text = open(act, id, Aad::new("person", "sealed", id), &sealed).await?;
    Ok(serde_json::from_str(&text)?)
}

/// Replaces the address and card kept for the person; empty leaves as it was.
pub async fn set_contact(act: &mut Act, id: &str, phone: &str, card: &str, address: &str) -> Result<(), Fail> {
    let mut kept = private(act, id).await?;
    for (field, given) in [(&mut kept.phone, phone), (&mut kept.card, card), (&mut kept.address, address)] {
        if !given.is_empty() {
            *field = given.to_owned();
        }
    }
    write_private(act, id, &kept).await
}

/// Erases the person: the key is destroyed, so that nothing sealed under it opens ever again, also in backups of
/// the other tables; masked values and indexes are emptied. The row and its id stay. Whether it is allowed is for
/// the caller to know.
pub async fn erase(act: &mut Act, id: &str) -> Result<(), Fail> {
    store::erase(act, id).await?;
    let who = kernel::audit::Result::Done;
    act.audit("person.erase", who, "个人信息保护法 47", serde_json::json!({"person": id})).await
}

/// Seals a value of another table under the person's key.
pub async fn seal(act: &mut Act, person: &str, place: Aad<'_>, plain: &str) -> Result<String, Fail> {
    let key = data_key(act, person).await?;
    Ok(kernel::crypto::seal(&key, place, plain)?)
}

/// Opens what [`seal`] sealed.
pub async fn open(act: &mut Act, person: &str, place: Aad<'_>, sealed: &str) -> Result<String, Fail> {
    let key = data_key(act, person).await?;
    Ok(kernel::crypto::open(&key, place, sealed)?.to_string())
}

/// Stores a file under the person's key.
pub async fn put_file(act: &mut Act, person: &str, new: kernel::file::New<'_>) -> Result<kernel::file::Stored, Fail> {
    let key = data_key(act, person).await?;
    kernel::file::put_for(act, &key, new).await
}

/// Opens what [`put_file`] stored, with its bytes.
pub async fn open_file(act: &mut Act, id: &str) -> Result<(kernel::file::Stored, Vec<u8>), Fail> {
    let owner = kernel::file::find(act, id).await?.sealed_for;
    let key = data_key(act, &owner).await?;
    kernel::file::open_for(act, &key, id).await
}

async fn data_key(act: &mut Act, person: &str) -> Result<DataKey, Fail> {
    let wrapped = store::key(act, person).await?;
    Ok(act.keys().unwrap(&wrapped, person)?)
}

async fn write_private(act: &mut Act, id: &str, private: &Private) -> Result<(), Fail> {
    let plain = serde_json::to_string(private)?;
    let sealed = seal(act, id, Aad::new("person", "sealed", id), &plain).await?;
    let phone_index = if private.phone.is_empty() { None } else { Some(act.keys().index(Field::Phone, &private.phone)) };
    let phone_mask = if private.phone.is_empty() { String::new() } else { mask_phone(&private.phone) };
    store::set_sealed(act, id, &sealed, &mask_name(&private.name), &mask_person_id(&private.id_number), &phone_mask, phone_index.as_deref()).await
}
