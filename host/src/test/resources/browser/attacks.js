// What a stranger's page may try against the console's origin, TARGET. Each attack gives a short
// text; one that begins with "REACHED" has got somewhere it must not.
"use strict";

const FORGED = '{"name": "forged", "role": "admin"}';

const attacks = {
  // ---- Calling /v1 -----------------------------------------------------------------------------
  "get /v1": () => read(fetch(`${TARGET}/v1/modules`)),
  "get /v1 with credentials": () => read(fetch(`${TARGET}/v1/modules`, { credentials: "include" })),
  "get /v1 by XHR": () => xhr("GET", `${TARGET}/v1/modules`),
  "put a namespace": () => read(fetch(`${TARGET}/v1/namespaces/forged`, { method: "PUT", body: "{}" })),
  "post a token": () => read(post({})),
  "post a token as JSON": () => read(post({ headers: { "Content-Type": "application/json" } })),
  "post a token no-cors": () => read(post({ mode: "no-cors" })),
  "post a token no-cors, keepalive": () => read(post({ mode: "no-cors", keepalive: true })),
  "post a token by beacon": () => {
    navigator.sendBeacon(`${TARGET}/v1/tokens`, new Blob([FORGED], { type: "text/plain" }));
    return pause().then(() => "sent");
  },
  "post a token by form": () => form(`${TARGET}/v1/tokens`),
  "delete a module": () => read(fetch(`${TARGET}/v1/modules/page`, { method: "DELETE" })),
  "stream from /v1": () => new Promise((done) => {
    const source = new EventSource(`${TARGET}/v1/modules`);
    source.onopen = () => done("REACHED");
    source.onerror = () => { source.close(); done("refused"); };
  }),
  "read openapi.json": () => read(fetch(`${TARGET}/openapi.json`)),
  "run console.js": () => load("script", "src", `${TARGET}/console.js`),
  "apply console.css": () => load("link", "href", `${TARGET}/console.css`),
  "show /v1 as an image": () => load("img", "src", `${TARGET}/v1/modules`),
  "call from a worker": () => worker(),

  // ---- Storage ---------------------------------------------------------------------------------
  "local storage": () => `${localStorage.getItem("console-secret")}`.replace(/^secret$/, "REACHED"),
  "session storage": () => `${sessionStorage.getItem("console-secret")}`.replace(/^secret$/, "REACHED"),
  "databases": async () => ((await indexedDB.databases()).some(({ name }) => name === "console-secret")
    ? "REACHED" : "none of the console's"),
  "caches": async () => ((await caches.keys()).includes("console-secret") ? "REACHED" : "none of the console's"),
  "cookies": () => {
    document.cookie = "planted=1; Path=/";
    return document.cookie.includes("console-secret") ? "REACHED" : "its own";
  },

  // ---- Service workers -------------------------------------------------------------------------
  "a service worker for all": () => serviceWorker("/"),
  "a service worker for the console": () => serviceWorker("/console.js"),
  "a service worker for other guests": () => serviceWorker("/o/"),
  "a service worker for itself": () => serviceWorker(undefined),

  // ---- Frames and windows ----------------------------------------------------------------------
  "frame the console": () => frame({ src: `${TARGET}/`, name: "framed-console" }),
  "frame /v1": () => frame({ src: `${TARGET}/v1/modules`, name: "framed-v1" }),
  "frame itself": () => frame({ src: "plain.html", name: "framed-self" }, () => "framed"),
  "call from srcdoc": () => child({ srcdoc: `<script>${CHILD}</script>` }),
  "call from data:": () => child({ src: `data:text/html,<script>${encodeURIComponent(CHILD)}</script>` }),
  "call from blob:": () => child({
    src: URL.createObjectURL(new Blob([`<script>${CHILD}</script>`], { type: "text/html" })),
  }),
  "call from javascript:": () => child({
    src: `javascript:${encodeURIComponent(JSON.stringify(`<script>${CHILD}</script>`))}`,
  }),
  "call from about:blank": () => {
    const blank = document.createElement("iframe");
    document.body.append(blank);
    return heard(() => blank.contentWindow.eval(CHILD));
  },
  "call from a frame that claims its origin": () => child({
    srcdoc: `<script>${CHILD}</script>`,
    sandbox: "allow-scripts allow-same-origin allow-top-navigation allow-popups-to-escape-sandbox",
  }),
  "open the console": () => opened(`${TARGET}/`),
  "open /v1": () => opened(`${TARGET}/v1/modules`),
  "open about:blank and call from there": () => {
    const blank = window.open("about:blank");
    return heard(() => blank.eval(CHILD.replaceAll("parent", "opener")));
  },
  "speak to the console": async () => {
    const console_ = window.open(`${TARGET}/`);
    const answer = heard(() => {
      for (let i = 0; i < 20; i++) setTimeout(() => console_?.postMessage("hello", "*"), i * 50);
    });
    const text = await answer;
    console_?.close();
    return text === "silence" ? text : "REACHED";
  },
};

// Calls what it may and what it may not, and tells the parent what came of both.
const CHILD = `
  const call = (url) => fetch(url).then((reply) => reply.ok ? "REACHED" : "refused", () => "refused");
  Promise.all([call("${CONTROL}"), call("${TARGET}/v1/modules")]).then(([own, other]) =>
    parent.postMessage((own === "REACHED" ? "alive, " : "dead, ") + other, "*"));`;

const pause = (millis = 200) => new Promise((done) => setTimeout(done, millis));
const post = (options) => fetch(`${TARGET}/v1/tokens`, { method: "POST", body: FORGED, ...options });

async function read(reply) {
  const answer = await reply;
  if (answer.type === "opaque") return "opaque";
  const text = await answer.text();
  return answer.ok ? `REACHED ${text.slice(0, 80)}` : `${answer.status}`;
}

function xhr(method, url) {
  const request = new XMLHttpRequest();
  request.open(method, url, false);
  request.send();
  return request.status < 400 ? `REACHED ${request.responseText}` : `${request.status}`;
}

function load(tag, attribute, url) {
  return new Promise((done) => {
    const node = document.createElement(tag);
    if (tag === "link") node.rel = "stylesheet";
    node.onload = () => done("REACHED");
    node.onerror = () => done("refused");
    node[attribute] = url;
    document.head.append(node);
  });
}

function worker() {
  const code = CHILD.replaceAll("parent.postMessage", "postMessage").replaceAll(', "*")', ")");
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  return new Promise((done) => {
    const made = new Worker(url);
    made.onmessage = ({ data }) => done(data);
    made.onerror = () => done("no worker");
  });
}

// A form needs no permission to be sent; its body is the document of a token all the same.
async function form(action) {
  const page = document.createElement("iframe");
  page.name = "form-target";
  const sent = document.createElement("form");
  Object.assign(sent, { method: "POST", enctype: "text/plain", action, target: "form-target" });
  const field = document.createElement("input");
  field.name = '{"name": "forged';
  field.value = '", "role": "admin"}';
  sent.append(field);
  document.body.append(page, sent);
  sent.submit();
  await pause(500);
  return "sent";
}

async function serviceWorker(scope) {
  const made = await navigator.serviceWorker.register("worker.js", scope ? { scope } : {});
  return `${scope ? "REACHED" : "registered"} ${new URL(made.scope).pathname}`;
}

async function frame(attributes, whenLoaded = reachInto) {
  const node = document.createElement("iframe");
  Object.assign(node, attributes);
  document.body.append(node);
  await new Promise((done) => { node.onload = done; setTimeout(done, 1000); });
  return whenLoaded(node.contentWindow);
}

async function opened(url) {
  const other = window.open(url);
  await pause(700);
  try {
    return reachInto(other);
  } finally {
    other?.close();
  }
}

function reachInto(other) {
  const text = other.document?.documentElement?.outerHTML ?? "";
  return text.includes("Lapidary") || text.includes("items") ? "REACHED" : "nothing there";
}

function child(attributes) {
  return heard(() => {
    const node = document.createElement("iframe");
    if (attributes.sandbox) node.setAttribute("sandbox", attributes.sandbox);
    if (attributes.srcdoc) node.srcdoc = attributes.srcdoc;
    if (attributes.src) node.src = attributes.src;
    document.body.append(node);
  });
}

function heard(action) {
  return new Promise((done, failed) => {
    const listener = ({ data }) => { removeEventListener("message", listener); done(data); };
    addEventListener("message", listener);
    setTimeout(() => { removeEventListener("message", listener); done("silence"); }, 1500);
    try {
      action();
    } catch (failure) {
      failed(failure);
    }
  });
}

async function runAttacks(names = Object.keys(attacks)) {
  const results = {};
  for (const name of names) {
    try {
      results[name] = String(await attacks[name]());
    } catch (failure) {
      results[name] = `refused: ${failure.name}`;
    }
  }
  return results;
}
