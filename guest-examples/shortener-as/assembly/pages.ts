/** The shortener as HTML. Links are relative: a guest does not know where it is served. */
import { Response, html } from "lapidary-as";
import { Link } from "./links";

const HEAD: string = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Short links</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
input { width: 100%; box-sizing: border-box; font: inherit }
td { overflow-wrap: anywhere; padding-right: 1rem }
</style>
<h1>Short links</h1>
`;

const FORM: string = `<form method="post">
<label>URL <input name="url" type="url" maxlength="2048" required></label>
<button>Shorten</button>
</form>
`;

export function listing(links: Link[]): Response {
  const parts = [HEAD, FORM, "<table>\n<tr><th>Code<th>URL<th>Hits\n"];
  for (let i = 0; i < links.length; i++) {
    const link = links[i];
    parts.push(`<tr><td>${anchor(link)}<td>${html(link.url)}<td>${link.hits}\n`);
  }
  parts.push("</table>\n");
  return Response.html(200, parts.join(""));
}

function anchor(link: Link): string {
  return `<a href="${html(link.code)}" rel="nofollow noreferrer">${html(link.code)}</a>`;
}

export function created(status: i32, link: Link): Response {
  return Response.html(status, `${HEAD}<p>${anchor(link)} leads to ${html(link.url)}</p>\n`);
}

/** A page that says what went wrong. */
export function problem(status: i32, hint: string): Response {
  return Response.html(status, `${HEAD}<p>${html(hint)}</p>\n`);
}
