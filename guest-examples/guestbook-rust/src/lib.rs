//! A guestbook: its entries in SQL, its pages in HTML and JSON.

mod entries;
mod json;
mod pages;

use entries::NewEntry;
use lapidary::form::Form;
use lapidary::{Code, Request, Response, Result};

lapidary::on!(init => entries::create_table);
lapidary::on!(fetch => serve);

const BODY_BYTES_MAX: usize = 16 * 1024;

fn serve(request: Request) -> Result<Response> {
    match (request.method(), request.path()) {
        ("GET" | "HEAD", "/") => page(&request, pages::list),
        ("GET" | "HEAD", "/entries.json") => page(&request, json::list),
        // Locations are relative: a guest does not know under which path it is served.
        ("POST", "/") => sign(&request, "?"),
        ("POST", "/entries") => sign(&request, "."),
        (_, "/") => Ok(Response::not_allowed("GET, HEAD, POST")),
        (_, "/entries.json") => Ok(Response::not_allowed("GET, HEAD")),
        (_, "/entries") => Ok(Response::not_allowed("POST")),
        _ => Ok(pages::problem(404, "There is no such page.")),
    }
}

/// Entries older than `?before=`, as HTML or as JSON.
fn page(request: &Request, show: fn(&entries::Page) -> Response) -> Result<Response> {
    let before = match request.query_fields().get("before") {
        None => i64::MAX,
        Some(text) => match text.parse() {
            Ok(id) => id,
            Err(_) => return Ok(pages::problem(400, "“before” is the number of an entry.")),
        },
    };
    Ok(show(&entries::page(before)?))
}

fn sign(request: &Request, location: &str) -> Result<Response> {
    let media_type = request.header("content-type").unwrap_or("");
    if !media_type.starts_with("application/x-www-form-urlencoded") {
        return Ok(pages::problem(415, "Entries are sent as an HTML form sends them."));
    }
    let body = match request.body(BODY_BYTES_MAX) {
        Ok(body) => body,
        Err(error) if error.code == Code::Limit => {
            return Ok(pages::problem(413, "That is too much for one entry."));
        }
        Err(error) => return Err(error),
    };
    match NewEntry::of(&Form::parse(&body)) {
        Ok(entry) => {
            entry.insert()?;
            Ok(Response::see_other(location))
        }
        Err(hint) => Ok(pages::problem(400, &hint)),
    }
}
