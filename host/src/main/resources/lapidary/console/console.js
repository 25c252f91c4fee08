// The console: lists what the control plane tells, calls an object, runs SQL in a facet. What comes
// from the server or a guest reaches the page as text only, and the token stays in this variable.
"use strict";

let token = "";
let namespace = null;
let object = null;
let nextPage = null;

const element = (id) => document.getElementById(id);

// ---- Talking to the server ----------------------------------------------------------------------

function request(method, path, headers = {}, body = undefined) {
  const all = token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
  return fetch(path, {
    method, headers: all, body, cache: "no-store", credentials: "omit", redirect: "manual",
  });
}

async function json(method, path, document = undefined) {
  const headers = document === undefined ? {} : { "Content-Type": "application/json" };
  const body = document === undefined ? undefined : JSON.stringify(document);
  const reply = await request(method, path, headers, body);
  const text = await reply.text();
  let answer = {};
  try {
    answer = JSON.parse(text);
  } catch {
    if (reply.ok) throw new Error(`the answer to ${path} is not JSON`);
  }
  if (reply.status === 401) {
    element("token").focus();
    throw new Error(token
      ? "The server refused this token: it is wrong, revoked or expired."
      : "This server wants a token: paste it above. It stays in this tab until you close it.");
  }
  if (!reply.ok) {
    const code = answer.code ?? "HTTP";
    throw new Error(`${code} ${reply.status}: ${answer.detail ?? answer.title ?? text}`);
  }
  return answer;
}

function objectPath(name = object) {
  return `/v1/namespaces/${segment(namespace)}/objects/${segment(name)}`;
}

// A browser takes "." and ".." for steps of the path, behind "%2E" too.
function segment(name) {
  if (name === "." || name === "..") throw new Error(`a browser cannot ask for the name "${name}"`);
  return encodeURIComponent(name);
}

async function attempt(work) {
  const problem = element("problem");
  try {
    problem.hidden = true;
    await work();
  } catch (failure) {
    problem.textContent = String(failure.message ?? failure);
    problem.hidden = false;
  }
}

// ---- Putting things on the page -------------------------------------------------------------------

function make(name, text, className = "") {
  const node = document.createElement(name);
  node.textContent = text;
  if (className) node.className = className;
  return node;
}

function link(text, isCurrent, action) {
  const button = make("button", text, isCurrent ? "link current" : "link");
  button.type = "button";
  button.addEventListener("click", () => attempt(action));
  return button;
}

function cell(value) {
  if (value instanceof Node) {
    const td = document.createElement("td");
    td.append(value);
    return td;
  }
  if (value === null) return make("td", "NULL", "null");
  if (value === undefined) return make("td", "");
  if (typeof value === "number") return make("td", String(value), "number");
  return make("td", typeof value === "string" ? value : JSON.stringify(value));
}

function row(cells) {
  const tr = document.createElement("tr");
  tr.append(...cells);
  return tr;
}

function fillTable(table, columns, rows) {
  const head = document.createElement("thead");
  head.append(row(columns.map((column) => make("th", column))));
  const body = document.createElement("tbody");
  body.append(...rows.map((values) => row(values.map(cell))));
  table.replaceChildren(head, body);
}

// Times come as milliseconds since the epoch, under names that say so.
function shown(column, value) {
  return column.endsWith("Millis") && typeof value === "number"
    ? new Date(value).toISOString() : value;
}

function columnsOf(items) {
  return [...new Set(items.flatMap((item) => Object.keys(item)))];
}

// ---- Namespaces and modules -----------------------------------------------------------------------

async function showAll() {
  const [namespaces, modules] = await Promise.all([
    json("GET", "/v1/namespaces"),
    json("GET", "/v1/modules"),
  ]);
  const names = namespaces.items.map((item) => (typeof item === "string" ? item : item.name));
  element("namespaces").replaceChildren(...names.map(namespaceItem), ...none(names));
  element("modules").replaceChildren(...modules.items.map(moduleItem), ...none(modules.items));
}

const none = (items) => (items.length ? [] : [make("li", "none yet", "aside")]);

function namespaceItem(name) {
  const item = document.createElement("li");
  item.append(link(name, name === namespace, () => openNamespace(name)));
  return item;
}

function moduleItem(module) {
  const item = make("li", module.name);
  const digest = String(module.digest ?? "").slice(0, 19);
  item.append(make("small", `${digest}… ${module.sizeBytes ?? "?"} bytes`));
  return item;
}

// ---- Objects --------------------------------------------------------------------------------------

let objects = [];

async function openNamespace(name) {
  namespace = name;
  object = null;
  element("prefix").value = "";
  element("welcome").hidden = true;
  element("object-section").hidden = true;
  element("objects-section").hidden = false;
  element("namespace-name").textContent = name;
  await Promise.all([showAll(), findObjects()]);
}

async function findObjects() {
  objects = [];
  nextPage = null;
  await showPage();
}

async function showPage() {
  const query = new URLSearchParams({ prefix: element("prefix").value, limit: "100" });
  if (nextPage) query.set("after", nextPage);
  const page = await json("GET", `/v1/namespaces/${segment(namespace)}/objects?${query}`);
  objects.push(...page.items);
  nextPage = page.next ?? null;
  element("more").hidden = nextPage === null;
  const columns = columnsOf(objects);
  fillTable(element("objects"), columns, objects.map((each) => columns.map((column) =>
    column === "name" ? link(each.name, each.name === object, () => openObject(each.name))
      : shown(column, each[column]))));
}

// ---- One object -----------------------------------------------------------------------------------

async function openObject(name) {
  object = name;
  element("object-section").hidden = false;
  element("object-name").textContent = name;
  element("call-reply").hidden = true;
  element("sql-summary").hidden = true;
  element("sql-rows").replaceChildren();
  element("facets").replaceChildren();
  await showFacets();
}

async function showFacets() {
  const { facets = [] } = await json("GET", objectPath());
  const columns = columnsOf(facets);
  fillTable(element("facets"), columns, facets.map((facet) =>
    columns.map((column) => shown(column, facet[column]))));
  const [first] = facets;
  if (!element("sql-facet").value && first) {
    element("sql-facet").value = first.name;
    element("call-path").value = `/${first.name}/`;
  }
}

async function call() {
  const method = element("call-method").value;
  const typed = element("call-path").value;
  const path = typed.startsWith("/") ? typed : `/${typed}`;
  const body = method === "GET" ? undefined : element("call-body").value;
  const started = performance.now();
  const reply = await request(method, `/o/${segment(namespace)}/${segment(object)}${path}`, {}, body);
  const text = await reply.text();
  const millis = Math.round(performance.now() - started);
  const fuel = reply.headers.get("Lapidary-Fuel") ?? "told only after a stream";
  const output = element("call-reply");
  output.textContent = `${reply.status} · fuel ${fuel} · ${millis} ms\n\n${text}`;
  output.hidden = false;
  await showFacets();
}

async function runSql() {
  const facet = segment(element("sql-facet").value);
  const sql = element("sql-text").value;
  const result = await json("POST", `${objectPath()}/facets/${facet}/sql`, { sql, params: [] });
  fillTable(element("sql-rows"), result.columns, result.rows);
  const summary = element("sql-summary");
  summary.textContent = `${result.rows.length} rows · rows read ${result.rowsRead} · rows written `
    + `${result.rowsWritten} · fuel ${result.fuel}`;
  summary.hidden = false;
}

// ---- The page -------------------------------------------------------------------------------------

async function showHealth() {
  const health = element("health");
  try {
    const reply = await request("GET", "/health/ready");
    health.textContent = reply.ok ? "ready" : `not ready (${reply.status})`;
    health.className = reply.ok ? "health good" : "health bad";
  } catch {
    health.textContent = "not reachable";
    health.className = "health bad";
  }
}

function onSubmit(id, action) {
  element(id).addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(action);
  });
}

// The token leaves the field too, so that no extension or glance finds it there.
onSubmit("token-form", () => {
  const field = element("token");
  token = field.value.trim();
  field.value = "";
  field.placeholder = token ? "in use; empty forgets it" : "none";
  return showAll();
});
onSubmit("prefix-form", findObjects);
onSubmit("open-form", () => openObject(element("open-name").value));
onSubmit("call-form", call);
onSubmit("sql-form", runSql);
element("more").addEventListener("click", () => attempt(showPage));
element("refresh").addEventListener("click", () => attempt(showFacets));

showHealth();
setInterval(showHealth, 5000);
attempt(showAll);
