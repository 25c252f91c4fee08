/** The URL in a request's body: plain text, a form's field or a JSON object's member `url`. */
import { Code, Form, Result } from "lapidary-as";
import { JsonReader } from "./json-reader";

export function urlOf(type: string, body: string): Result<string> {
  if (type == "text/plain") return Result.of<string>(body.trim());
  if (type == "application/x-www-form-urlencoded") {
    const url = new Form(body).get("url");
    return url == null ? missing("the form has no field “url”") : Result.of<string>(url.trim());
  }
  if (type == "application/json") return fromJson(body);
  return Result.refused<string>(Code.DENIED, "send text/plain, application/json or a form");
}

function fromJson(body: string): Result<string> {
  const reader = new JsonReader(body);
  const url = reader.textMember("url");
  if (!reader.isWell) return missing("the body is not a flat JSON object");
  return url == null ? missing("the object has no text “url”") : Result.of<string>(url);
}

function missing(hint: string): Result<string> {
  return Result.refused<string>(Code.INVALID, hint);
}
