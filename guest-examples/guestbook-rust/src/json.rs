//! The guestbook as JSON: `{"entries": […], "next": 17}`, where `next` goes into `?before=`.

use crate::entries::{Entry, Page};
use lapidary::text::json;
use lapidary::Response;

pub fn list(page: &Page) -> Response {
    let entries: Vec<String> = page.entries.iter().map(entry).collect();
    let next = page.next_before().map_or_else(|| "null".to_string(), |id| id.to_string());
    Response::json(200, format!("{{\"entries\": [{}], \"next\": {}}}\n", entries.join(", "), next))
}

fn entry(entry: &Entry) -> String {
    format!(
        "{{\"id\": {}, \"name\": {}, \"message\": {}, \"writtenAt\": {}}}",
        entry.id,
        json(&entry.name),
        json(&entry.message),
        json(&entry.written_at)
    )
}
