/** Which URLs we send people to. */

const URL_CHARS_MAX: i32 = 2048;

/** What is wrong with a URL, for the one who sent it; empty if nothing is. */
export function hintFor(url: string): string {
  if (url.length == 0) return "Send the URL to shorten.";
  if (url.length > URL_CHARS_MAX) return `A URL may have ${URL_CHARS_MAX} characters at most.`;
  const host = hostStart(url);
  if (host < 0) return "Only http:// and https:// URLs can be shortened.";
  for (let i = 0; i < url.length; i++) {
    if (!isUrlChar(url.charCodeAt(i))) return "The URL holds a character that must be encoded.";
  }
  const authority = authorityOf(url, host);
  if (authority.length == 0 || authority.startsWith(":")) return "The URL names no host.";
  if (authority.includes("@")) return "A URL with a user name may not lead where it seems to.";
  return "";
}

function hostStart(url: string): i32 {
  const scheme = url.slice(0, 8).toLowerCase();
  if (scheme == "https://") return 8;
  return scheme.startsWith("http://") ? 7 : -1;
}

function authorityOf(url: string, start: i32): string {
  let end = start;
  while (end < url.length && !"/?#".includes(url.charAt(end))) end++;
  return url.slice(start, end);
}

function isUrlChar(unit: i32): bool {
  return unit > 0x20 && unit < 0x7f && !"\"<>\\^`{|}".includes(String.fromCharCode(unit));
}
