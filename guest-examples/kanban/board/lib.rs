//! A tenant's board: cards in three columns, as a page and as JSON. It knows nothing of tenants:
//! its database is its own, and the supervisor says in its props under which path it is.

use lapidary::form::Form;
use lapidary::sql::{self, Row};
use lapidary::text::{html, json};
use lapidary::{info, values, Code, Request, Response, Result};

lapidary::on!(init => create_table);
lapidary::on!(fetch => serve);

const COLUMNS: [&str; 3] = ["todo", "doing", "done"];
const TITLE_CHARS_MAX: usize = 200;
const BODY_BYTES_MAX: usize = 4 * 1024;

const CREATE_TABLE: &str = "
    CREATE TABLE IF NOT EXISTS card (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        stage TEXT NOT NULL
    ) STRICT";

const INSERT_CARD: &str = "INSERT INTO card (title, stage) VALUES (?, 'todo')";

const MOVE_CARD: &str = "UPDATE card SET stage = ? WHERE id = ?";

const DELETE_CARD: &str = "DELETE FROM card WHERE id = ?";

const SELECT_CARDS: &str = "SELECT id, title, stage FROM card ORDER BY id";

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>Board</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; margin: 1rem }
main { display: flex; gap: 1rem }
section { flex: 1; background: #eee; padding: .5rem; border-radius: .5rem }
article { background: #fff; padding: .5rem; margin: .5rem 0; overflow-wrap: anywhere }
</style>
";

fn create_table() -> Result<()> {
    sql::execute(CREATE_TABLE, &[]).map(drop)
}

fn serve(request: Request) -> Result<Response> {
    let base = String::from_utf8_lossy(&info::props()?).into_owned();
    let path = request.path().strip_prefix(base.as_str()).unwrap_or("/");
    match (request.method(), path) {
        ("GET", "/") => page(),
        ("GET", "/cards") => list(),
        ("POST", "/cards") => add(&request),
        (method, path) => match path.strip_prefix("/cards/").and_then(|id| id.parse().ok()) {
            Some(id) if method == "POST" => move_card(&request, id),
            Some(id) if method == "DELETE" => delete(id),
            Some(_) => Ok(Response::not_allowed("POST, DELETE")),
            None => Ok(Response::text(404, "there is no such page\n")),
        },
    }
}

struct Card {
    id: i64,
    title: String,
    stage: String,
}

impl Card {
    fn of(row: &Row) -> Result<Card> {
        Ok(Card { id: row.get(0)?, title: row.get(1)?, stage: row.get(2)? })
    }
}

fn cards() -> Result<Vec<Card>> {
    sql::query(SELECT_CARDS, &[])?.map(|row| Card::of(&row?)).collect()
}

fn list() -> Result<Response> {
    let cards: Vec<String> = cards()?
        .iter()
        .map(|card| {
            format!(
                "{{\"id\": {}, \"title\": {}, \"column\": {}}}",
                card.id,
                json(&card.title),
                json(&card.stage)
            )
        })
        .collect();
    Ok(Response::json(200, format!("{{\"cards\": [{}]}}\n", cards.join(", "))))
}

fn page() -> Result<Response> {
    let cards = cards()?;
    let name = info::env("TENANT")?.unwrap_or_default();
    let mut body = format!("{}<h1>{}</h1>\n<main>\n", HEAD, html(&name));
    for column in COLUMNS {
        body.push_str(&format!("<section><h2>{}</h2>\n", column));
        for card in cards.iter().filter(|card| card.stage == column) {
            push_card(&mut body, card);
        }
        body.push_str("</section>\n");
    }
    body.push_str(
        "</main>\n<form method=\"post\" action=\"cards\">\
         <input name=\"title\" maxlength=\"200\" required> <button>Add</button></form>\n",
    );
    // The page's address is a secret: no other page is to learn of it.
    Ok(Response::html(200, body).header("referrer-policy", "no-referrer"))
}

fn push_card(body: &mut String, card: &Card) {
    body.push_str(&format!("<article>{}<form method=\"post\" ", html(&card.title)));
    body.push_str(&format!("action=\"cards/{}\">", card.id));
    for column in COLUMNS.iter().filter(|column| **column != card.stage) {
        body.push_str(&format!("<button name=\"column\" value=\"{0}\">{0}</button> ", column));
    }
    body.push_str("</form></article>\n");
}

/// A field of the form, or what to say to whoever sent it.
fn field(request: &Request, name: &str) -> Result<std::result::Result<String, Response>> {
    let body = match request.body(BODY_BYTES_MAX) {
        Err(error) if error.code == Code::Limit => {
            return Ok(Err(Response::text(413, "that is too much for a card\n")));
        }
        body => body?,
    };
    let text = Form::parse(&body).get(name).unwrap_or("").trim().to_string();
    if text.is_empty() || text.chars().count() > TITLE_CHARS_MAX {
        let hint = format!("the field {} has 1 to {} characters\n", name, TITLE_CHARS_MAX);
        return Ok(Err(Response::text(400, hint)));
    }
    Ok(Ok(text))
}

fn add(request: &Request) -> Result<Response> {
    match field(request, "title")? {
        Err(refused) => Ok(refused),
        Ok(title) => {
            sql::execute(INSERT_CARD, &values![title])?;
            Ok(Response::see_other("."))
        }
    }
}

fn move_card(request: &Request, id: i64) -> Result<Response> {
    let column = match field(request, "column")? {
        Err(refused) => return Ok(refused),
        Ok(column) => column,
    };
    if !COLUMNS.contains(&column.as_str()) {
        return Ok(Response::text(400, "a column is todo, doing or done\n"));
    }
    if sql::execute(MOVE_CARD, &values![column, id])? == 0 {
        return Ok(Response::text(404, "there is no such card\n"));
    }
    Ok(Response::see_other("../"))
}

fn delete(id: i64) -> Result<Response> {
    let deleted = sql::execute(DELETE_CARD, &values![id])?;
    let status = if deleted == 0 { 404 } else { 200 };
    Ok(Response::json(status, format!("{{\"deleted\": {}}}\n", deleted)))
}
