//! 录入归一 — what a keyboard in Chinese input mode adds to a number, taken away again.
//!
//! Clerks and citizens type full-width digits, spaces and dashes; none of them
//! is a mistake worth a refusal.

/// Turns full-width ASCII into half-width, upper-cases letters and drops spaces and dashes.
///
/// The result may still be any text; each number type checks its own shape.
pub fn normalised(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\u{3000}' | ' ' | '\t' | '\r' | '\n' | '-' | '\u{2010}'..='\u{2015}' | '\u{ff0d}' => None,
            '\u{200b}' | '\u{feff}' => None,
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
            other => Some(other),
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Implements serde and JSON Schema for a type that reads from and shows as one string.
macro_rules! as_text {
    ($type:ty, $schema:literal, $pattern:literal, $meaning:literal) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }

        impl std::str::FromStr for $type {
            type Err = <$type as crate::typed::Checked>::Refusal;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                $schema.into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern, "description": $meaning })
            }
        }
    };
}
pub(crate) use as_text;

/// Names the refusal of a checked text type, so that `FromStr` and serde agree on it.
pub trait Checked {
    /// Why a text was not accepted.
    type Refusal: std::error::Error;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_digits_spaces_and_dashes_are_taken_as_meant() {
        assert_eq!(normalised("３６０１ ０２－1800x"), "3601021800X");
    }
}
