//! WebSockets. They stay open while the facet hibernates.

use crate::encoding::{list_of, read, read_text, texts};
use crate::error::{check, check_i64, Result};
use crate::imports;

const TEXT: i32 = 1;
const BINARY: i32 = 2;

/// A WebSocket that this facet accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Socket(pub i64);

/// A message, as it came.
pub enum Message {
    Text(String),
    Binary(Vec<u8>),
}

/// Accepts the upgrade that this `fetch` is, which a module may that handles `ws_message`; the
/// tags find the socket again. Answer with [`Response::upgraded`](crate::Response::upgraded).
pub fn accept(tags: &[&str]) -> Result<Socket> {
    let tags = list_of(tags.iter().copied());
    check(unsafe { imports::ws_accept(tags.as_ptr(), tags.len()) })?;
    event_socket()
}

/// Sends a text to every open socket with that tag; with an empty tag, to all.
pub fn broadcast(text: &str, tag: &str) -> Result<()> {
    for socket in list(tag)? {
        // One that is gone meanwhile is `Closed`, and no reason to fail.
        let _ = socket.send_text(text);
    }
    Ok(())
}

/// The open sockets with that tag; with an empty tag, all.
pub fn list(tag: &str) -> Result<Vec<Socket>> {
    let ids = read(|out, cap| unsafe { imports::ws_list(tag.as_ptr(), tag.len(), out, cap) })?;
    Ok(ids.chunks_exact(8).map(socket).collect())
}

fn socket(id: &[u8]) -> Socket {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(id);
    Socket(i64::from_le_bytes(bytes))
}

/// Answers that message with that one from now on, without waking the facet.
pub fn auto_response(request: &[u8], response: &[u8]) -> Result<()> {
    check(unsafe {
        imports::ws_auto_response(
            request.as_ptr(),
            request.len(),
            response.as_ptr(),
            response.len(),
        )
    })
    .map(drop)
}

impl Socket {
    pub fn send_text(self, text: &str) -> Result<()> {
        check(unsafe { imports::ws_send(self.0, TEXT, text.as_ptr(), text.len()) }).map(drop)
    }

    pub fn send_binary(self, bytes: &[u8]) -> Result<()> {
        check(unsafe { imports::ws_send(self.0, BINARY, bytes.as_ptr(), bytes.len()) }).map(drop)
    }

    pub fn close(self, code: u16, reason: &str) -> Result<()> {
        check(unsafe { imports::ws_close(self.0, code.into(), reason.as_ptr(), reason.len()) })
            .map(drop)
    }

    pub fn tags(self) -> Result<Vec<String>> {
        texts(&read(|out, cap| unsafe { imports::ws_tags(self.0, out, cap) })?)
    }

    /// What the facet keeps with this socket, also while it hibernates.
    pub fn attachment(self) -> Result<Vec<u8>> {
        read(|out, cap| unsafe { imports::ws_attachment_get(self.0, out, cap) })
    }

    pub fn set_attachment(self, bytes: &[u8]) -> Result<()> {
        check(unsafe { imports::ws_attachment_set(self.0, bytes.as_ptr(), bytes.len()) }).map(drop)
    }
}

/// Whose event this is: `ws_message`, `ws_close` or `ws_error`.
pub fn event_socket() -> Result<Socket> {
    check_i64(unsafe { imports::ws_event_socket() }).map(Socket)
}

/// The message of the event `ws_message`.
pub fn event_message() -> Result<Message> {
    let kind = check(unsafe { imports::ws_event_kind() })? as i32;
    if kind == TEXT {
        return event_text().map(Message::Text);
    }
    read(|out, cap| unsafe { imports::ws_event_data(out, cap) }).map(Message::Binary)
}

/// The data of the event as text: of `ws_close`, the reason.
pub fn event_text() -> Result<String> {
    read_text(|out, cap| unsafe { imports::ws_event_data(out, cap) })
}

/// The code of the event `ws_close`.
pub fn event_code() -> Result<u16> {
    check(unsafe { imports::ws_event_code() }).map(|code| code as u16)
}
