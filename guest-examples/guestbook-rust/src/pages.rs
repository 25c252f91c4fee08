//! The guestbook as HTML. What people wrote goes through `html` before it goes anywhere.

use crate::entries::{Entry, Page};
use lapidary::text::html;
use lapidary::Response;

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Guestbook</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
input, textarea { display: block; width: 100%; box-sizing: border-box; font: inherit }
label, article { display: block; margin: 1rem 0 }
p { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
small { color: #666 }
</style>
<h1>Guestbook</h1>
";

// Without an action, a form is sent to the page that it is on.
const FORM: &str = "<form method=\"post\">
<label>Name <input name=\"name\" maxlength=\"80\" required></label>
<label>Message <textarea name=\"message\" rows=\"3\" maxlength=\"2000\" required></textarea></label>
<button>Sign</button>
</form>
";

pub fn list(page: &Page) -> Response {
    let mut body = String::from(HEAD);
    body.push_str(FORM);
    if page.entries.is_empty() {
        body.push_str("<p>Nobody has signed yet.</p>\n");
    }
    for entry in &page.entries {
        push_entry(&mut body, entry);
    }
    if let Some(before) = page.next_before() {
        body.push_str(&format!("<a href=\"?before={}\">Older</a>\n", before));
    }
    Response::html(200, body)
}

fn push_entry(body: &mut String, entry: &Entry) {
    body.push_str(&format!(
        "<article id=\"entry-{}\"><b>{}</b> <small>{} UTC</small><p>{}</p></article>\n",
        entry.id,
        html(&entry.name),
        entry.written_at,
        html(&entry.message)
    ));
}

/// A page that says what went wrong.
pub fn problem(status: u16, hint: &str) -> Response {
    Response::html(status, format!("{}<p>{}</p>\n", HEAD, html(hint)))
}
