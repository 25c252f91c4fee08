/**
 * The page. It works in the sandbox that guests' pages are put into: it needs no storage and no
 * cookies, and a WebSocket to where it came from is allowed there. What people wrote is only ever
 * put into the page as text.
 */
export const PAGE: string = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Chat</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 1rem auto; padding: 0 1rem }
#said { height: 60vh; overflow-y: auto; border: 1px solid #ccc; padding: 0 .5rem }
#said p { margin: .3rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
small, i { color: #666 }
form { display: flex; gap: .5rem; margin-top: .5rem }
input { flex: 1; font: inherit }
[hidden] { display: none }
</style>
<h1>Chat</h1>
<form id="door"><input name="name" placeholder="your name" maxlength="40" pattern=".*\\S.*" required autofocus>
<button>Enter</button></form>
<div id="room" hidden>
<small id="here"></small>
<div id="said" aria-live="polite"></div>
<form id="mouth"><input name="text" maxlength="2000" autocomplete="off" required>
<button>Say</button></form>
</div>
<script>
const at = id => document.getElementById(id);
let socket, name, last = 0, pause = 500, here = new Set();

function line(element, text, by) {
  const p = document.createElement("p");
  if (by) p.appendChild(document.createElement("b")).textContent = by + " ";
  p.appendChild(document.createElement(element)).textContent = text;
  at("said").append(p);
  p.scrollIntoView();
  return p;
}

const heard = {
  message: e => { last = e.id; line("span", e.text, e.name).dataset.id = e.id; },
  welcome: e => { here = new Set(e.here); showHere(); },
  joined: e => { line("i", e.name + " has come"); here.add(e.name); showHere(); },
  left: e => { line("i", e.name + " has left"); here.delete(e.name); showHere(); },
  refused: e => line("i", e.hint),
  pruned: e => document.querySelectorAll("[data-id]").forEach(p => {
    if (Number(p.dataset.id) <= e.upTo) p.remove();
  })
};

function showHere() { at("here").textContent = [...here].join(", "); }

function connect() {
  const url = new URL("socket", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  url.search = new URLSearchParams({ name, after: last });
  socket = new WebSocket(url);
  socket.onopen = () => { pause = 500; };
  socket.onmessage = m => {
    if (m.data === "pong") return;
    const e = JSON.parse(m.data);
    heard[e.type](e);
  };
  // Whatever ended it, come again, and ask only for what was missed.
  socket.onclose = () => { setTimeout(connect, pause); pause = Math.min(pause * 2, 30000); };
}

const isOpen = () => socket && socket.readyState === WebSocket.OPEN;

setInterval(() => { if (isOpen()) socket.send("ping"); }, 25000);

at("door").onsubmit = event => {
  event.preventDefault();
  name = event.target.elements.name.value;
  at("door").hidden = true;
  at("room").hidden = false;
  connect();
};
at("mouth").onsubmit = event => {
  event.preventDefault();
  if (!isOpen()) return;
  socket.send(event.target.elements.text.value);
  event.target.reset();
};
</script>
`;
