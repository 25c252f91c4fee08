/** Text for HTML, between tags and in quoted attributes alike. */
export function html(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** A JSON string, with its quotes. */
export function json(text: string): string {
  let quoted = '"';
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x20 && unit != 0x22 && unit != 0x5c) continue;
    quoted += text.slice(start, i);
    quoted += unit < 0x20 ? "\\u00" + unit.toString(16).padStart(2, "0") : "\\" + text.charAt(i);
    start = i + 1;
  }
  return quoted + text.slice(start) + '"';
}
