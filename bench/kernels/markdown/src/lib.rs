//! A library as it is, compiled to Wasm: pulldown-cmark makes HTML of a text in Markdown, again and
//! again. Takes nothing, returns nothing, and leaves a checksum at address 16, as the kernels in C.

use pulldown_cmark::{html, Options, Parser};

const PART: &str = "# Title %\n\nSome *text* with **strong words**, `code`, a [link](https://example.org/% \"t\") \
and an ![image](i%.png).\n\n* one\n* two\n  1. nested\n  2. and more\n\n> quoted & escaped <b>\n\n\
| a | b |\n|---|:-:|\n| % | ~~gone~~ |\n\n```c\nint main(void) { return %; }\n```\n\n---\n\nA note[^%].\n\n[^%]: said.\n\n";

fn text() -> String {
    (0..200).map(|i| PART.replace('%', &i.to_string())).collect()
}

#[no_mangle]
pub extern "C" fn markdown() {
    let text = text();
    let mut sum = 0u64;
    for _ in 0..24 {
        let mut out = String::with_capacity(2 * text.len());
        html::push_html(&mut out, Parser::new_ext(&text, Options::all()));
        sum = out.bytes().fold(sum, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    }
    unsafe { (16 as *mut u64).write_volatile(sum) };
}
