//! Log lines, which the operator sees with the object and the facet that wrote them.

use crate::imports;

pub fn debug(text: &str) {
    write(1, text);
}

pub fn info(text: &str) {
    write(2, text);
}

pub fn warn(text: &str) {
    write(3, text);
}

pub fn error(text: &str) {
    write(4, text);
}

fn write(level: i32, text: &str) {
    // A log line that cannot be written is no reason to fail.
    unsafe { imports::log_write(level, text.as_ptr(), text.len()) };
}
