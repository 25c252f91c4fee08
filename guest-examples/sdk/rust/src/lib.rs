//! Lapidary for Rust: write a facet.
//!
//! ```ignore
//! use lapidary::{Request, Response, Result};
//!
//! lapidary::on!(fetch => hello);
//!
//! fn hello(request: Request) -> Result<Response> {
//!     Ok(Response::text(200, format!("hello, {}\n", request.path())))
//! }
//! ```
//!
//! Build it with `build-one.sh`, or with cargo for `wasm32-unknown-unknown` as a `cdylib`.
//!
//! An event is a transaction. A handler that answers with an [`Error`], or panics, ends its event
//! as failed: the text goes to the log, everything that it wrote is rolled back, and the client
//! gets a problem document. So `?` is the right thing for whatever the client cannot mend.

#[cfg(not(target_family = "wasm"))]
compile_error!("a facet is WebAssembly: build for wasm32-unknown-unknown");

pub mod alarm;
mod encoding;
mod error;
mod event;
pub mod form;
mod http;
pub mod imports;
pub mod info;
pub mod kv;
pub mod log;
pub mod rpc;
pub mod sql;
pub mod supervisor;
pub mod text;
pub mod ws;

pub use crate::error::{Code, Error, Result};
pub use crate::event::run;
pub use crate::http::{fetch, flush, serve, Reply, Request, Response, Stream};
