//! Urlencoded fields, of queries and of bodies.

use crate::encoding::text_of;

/// The decoded fields of a query or of an `application/x-www-form-urlencoded` body.
pub struct Form(Vec<(String, String)>);

impl Form {
    pub fn parse(bytes: &[u8]) -> Form {
        let fields = bytes.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty());
        Form(fields.map(field).collect())
    }

    /// The first field of that name.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn field(pair: &[u8]) -> (String, String) {
    let equals = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
    let value = pair.get(equals + 1..).unwrap_or(&[]);
    (decode(&pair[..equals], true), decode(value, true))
}

/// Decodes `%XX`, for example of a part of a path; a broken escape stands for itself.
pub fn percent_decode(text: &str) -> String {
    decode(text.as_bytes(), false)
}

fn decode(text: &[u8], is_form: bool) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut index = 0;
    while index < text.len() {
        let escape = text.get(index + 1..index + 3).and_then(hex_byte);
        match (text[index], escape) {
            (b'%', Some(byte)) => {
                decoded.push(byte);
                index += 2;
            }
            (b'+', _) if is_form => decoded.push(b' '),
            (byte, _) => decoded.push(byte),
        }
        index += 1;
    }
    text_of(decoded)
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let high = char::from(digits[0]).to_digit(16)?;
    let low = char::from(digits[1]).to_digit(16)?;
    Some((high * 16 + low) as u8)
}
