//! The contract's encoding `list`, and how a value crosses into the guest.

use crate::error::{check, Code, Error, Result};

const GUESSED_SIZE: usize = 256;

/// Reads a value of unknown size: once if it is short, else twice.
pub(crate) fn read(reader: impl Fn(*mut u8, usize) -> i32) -> Result<Vec<u8>> {
    let mut bytes = vec![0; GUESSED_SIZE];
    let size = check(reader(bytes.as_mut_ptr(), bytes.len()))?;
    if size > bytes.len() {
        bytes = vec![0; size];
        check(reader(bytes.as_mut_ptr(), size))?;
    }
    bytes.truncate(size);
    Ok(bytes)
}

pub(crate) fn read_text(reader: impl Fn(*mut u8, usize) -> i32) -> Result<String> {
    read(reader).map(text_of)
}

/// Reads to the end of something that streams; `Limit` if that is over `size_max`.
pub(crate) fn read_stream(
    size_max: usize,
    reader: impl Fn(*mut u8, usize) -> i32,
) -> Result<Vec<u8>> {
    const CHUNK: usize = 4096;
    let mut bytes = Vec::new();
    loop {
        let start = bytes.len();
        bytes.resize(start + CHUNK, 0);
        let size = check(reader(bytes[start..].as_mut_ptr(), CHUNK))?;
        bytes.truncate(start + size);
        if bytes.len() > size_max {
            return Err(Error::new(Code::Limit, format!("more than {} bytes", size_max)));
        }
        if size == 0 {
            return Ok(bytes);
        }
    }
}

/// Bytes as text; what is not UTF-8 becomes U+FFFD.
pub(crate) fn text_of(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

pub(crate) fn put_item(list: &mut Vec<u8>, item: &[u8]) {
    list.extend_from_slice(&(item.len() as u32).to_le_bytes());
    list.extend_from_slice(item);
}

pub(crate) fn list_of<'a>(items: impl IntoIterator<Item = &'a str>) -> Vec<u8> {
    let mut list = Vec::new();
    for item in items {
        put_item(&mut list, item.as_bytes());
    }
    list
}

/// Takes bytes from the front of an encoding.
pub(crate) struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn take(&mut self, size: usize) -> Result<&'a [u8]> {
        if size > self.0.len() {
            return Err(Error::new(Code::Invalid, "the encoding ends too early"));
        }
        let (taken, rest) = self.0.split_at(size);
        self.0 = rest;
        Ok(taken)
    }

    pub fn eight(&mut self) -> Result<[u8; 8]> {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(self.take(8)?);
        Ok(bytes)
    }

    pub fn item(&mut self) -> Result<&'a [u8]> {
        let mut size = [0; 4];
        size.copy_from_slice(self.take(4)?);
        self.take(u32::from_le_bytes(size) as usize)
    }

    pub fn text_item(&mut self) -> Result<String> {
        self.item().map(|bytes| text_of(bytes.to_vec()))
    }
}

/// All items of a list, as text.
pub(crate) fn texts(list: &[u8]) -> Result<Vec<String>> {
    let mut reader = Reader(list);
    let mut texts = Vec::new();
    while !reader.0.is_empty() {
        texts.push(reader.text_item()?);
    }
    Ok(texts)
}

/// A list of names and values.
pub(crate) fn pairs(reader: &mut Reader<'_>) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    while !reader.0.is_empty() {
        pairs.push((reader.text_item()?, reader.text_item()?));
    }
    Ok(pairs)
}
