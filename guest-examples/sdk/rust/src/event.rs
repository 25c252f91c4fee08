use crate::log;
use crate::Result;
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};

/// Names the function that handles an event; once for each event, at the top of the guest.
///
/// `fetch` takes a function from [`Request`](crate::Request) to a result with a
/// [`Response`](crate::Response). `init`, `call`, `alarm`, `ws_message`, `ws_close` and `ws_error`
/// take a function without arguments to a `Result<()>`.
#[macro_export]
macro_rules! on {
    (fetch => $handler:path) => {
        const _: () = {
            #[no_mangle]
            pub extern "C" fn fetch() {
                $crate::serve($handler)
            }
        };
    };
    ($event:ident => $handler:path) => {
        const _: () = {
            #[no_mangle]
            pub extern "C" fn $event() {
                $crate::run($handler)
            }
        };
    };
}

/// Runs a handler; its error ends the event as failed, so that nothing is kept of it.
pub fn run(handler: impl FnOnce() -> Result<()>) {
    log_panics();
    if let Err(error) = handler() {
        panic!("{}", error);
    }
}

fn log_panics() {
    static DONE: AtomicBool = AtomicBool::new(false);
    if !DONE.swap(true, Ordering::Relaxed) {
        panic::set_hook(Box::new(|info| log::error(&info.to_string())));
    }
}
